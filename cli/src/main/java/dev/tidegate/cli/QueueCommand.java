package dev.tidegate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate queue ...}: what is in the queues. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = "Looks at queues and their jobs.",
    subcommands = {
      QueueLsCommand.class,
      QueueStatsCommand.class,
      QueuePeekCommand.class,
      QueueDeadCommand.class,
      QueueExplainCommand.class,
      QueuePauseCommand.class,
      HelpCommand.class
    })
final class QueueCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to look at: ls, stats, peek, dead, ...");
  }
}
