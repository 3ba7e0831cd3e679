package dev.tidegate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate fleet ...}: the runtimes and their connections. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = "Looks at the runtimes and moves their connections.",
    subcommands = {
      FleetLsCommand.class,
      FleetConnectionsCommand.class,
      FleetShedCommand.class,
      FleetDrainCommand.class,
      FleetRebalanceCommand.class,
      FleetRotateCommand.class,
      FleetServeAllCommand.class,
      HelpCommand.class
    })
final class FleetCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: ls, connections, shed, drain, rebalance, rotate, ...");
  }
}
