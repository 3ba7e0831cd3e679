package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.proto.fleet.v1.Shed;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate fleet shed}. */
@Command(
    name = "shed",
    mixinStandardHelpOptions = true,
    description = {
      "Ends connections of one runtime gracefully; their clients connect anew, to whichever",
      "runtime the load balancer picks. The runtime goes on serving."
    })
final class FleetShedCommand implements Callable<Integer> {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Parameters(paramLabel = "RUNTIME", description = "The runtime's id, see 'fleet ls'.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String runtimeId;

  @Option(
      names = {"-n", "--connections"},
      paramLabel = "N",
      defaultValue = "1",
      description = "How many; -1 sheds all (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Connections per second at most (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--stream-grace",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description = "What open streams get to end by themselves (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration streamGrace;

  @Option(
      names = "--reason",
      defaultValue = "shed from the command line",
      description = "Goes into the GOAWAY that clients get.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String reason;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "25s",
      converter = Durations.class,
      description = "How long to watch (default: ${DEFAULT-VALUE}; 0s does not watch).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration wait;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      Directives directives = new Directives(server);
      RuntimeStatus before = directives.runtime(runtimeId);
      directives.put(
          before,
          Directive.newBuilder()
              .setMode(Directive.Mode.MODE_SERVE)
              .setReason(reason)
              .setShed(
                  Shed.newBuilder()
                      .setConnections(connections)
                      .setPerSecond(rate)
                      .setStreamGraceMs(streamGrace.toMillis())
                      .setShedId("cli-" + UUID.randomUUID())));
      long wanted =
          connections < 0
              ? before.getLoad().getConnections()
              : Math.min(connections, before.getLoad().getConnections());
      RuntimeStatus after = watch(directives, before, wanted);
      long shed = after.getShedTotal() - before.getShedTotal();
      output.result(
          () -> ProtoJson.of(after),
          () ->
              shed
                  + " of "
                  + wanted
                  + " connections shed; "
                  + after.getLoad().getConnections()
                  + " are on "
                  + runtimeId
                  + " now");
      return wait.isZero() || shed >= wanted ? ExitCode.OK : ExitCode.DEADLINE;
    }
  }

  private RuntimeStatus watch(Directives directives, RuntimeStatus before, long wanted) {
    long deadline = System.nanoTime() + wait.toNanos();
    RuntimeStatus now = before;
    while (now.getShedTotal() - before.getShedTotal() < wanted && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
      now = directives.runtime(runtimeId);
    }
    return now;
  }
}
