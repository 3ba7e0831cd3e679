package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate queue pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Stops a queue from taking jobs in, from giving jobs out, or both; or opens it.")
final class QueuePauseCommand implements Callable<Integer> {
  /** Which way is shut. */
  enum Direction {
    IN,
    OUT,
    BOTH,
    NONE
  }

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Option(
      names = "--direction",
      paramLabel = "WAY",
      defaultValue = "BOTH",
      description = "One of ${COMPLETION-CANDIDATES}; none opens it (default: ${DEFAULT-VALUE}).")
  private Direction direction = Direction.BOTH;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      QueueConfig config =
          server
              .admin()
              .updateConfig(
                  UpdateConfigRequest.newBuilder()
                      .setConfig(
                          QueueConfig.newBuilder()
                              .setQueue(queue)
                              .setPausedIn(direction == Direction.IN || direction == Direction.BOTH)
                              .setPausedOut(
                                  direction == Direction.OUT || direction == Direction.BOTH))
                      .build());
      output.result(
          () -> ProtoJson.of(config),
          () -> queue + " paused: " + direction.name().toLowerCase(Locale.ROOT));
      return ExitCode.OK;
    }
  }
}
