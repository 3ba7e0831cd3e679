package dev.tidegate.cli;

import dev.tidegate.cli.demo.DemoCommand;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point: {@code tidegate <command>}. */
@Command(
    name = "tidegate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A reliable Redis work queue with a gRPC API, and a controller for it on ECS.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ControlCommand.class,
      PlanCommand.class,
      EnqueueCommand.class,
      WorkCommand.class,
      QueueCommand.class,
      FleetCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 the server refused (the reason is printed);",
      "            4 the server cannot be reached; 5 a deadline passed first.",
      "Start with: tidegate demo"
    })
public final class Tidegate implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  private Tidegate() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tidegate())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures())
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
