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

/** {@code tidegate fleet drain}. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Empties one runtime: it leases nothing more, sheds its connections and answers newcomers",
      "with a GOAWAY, until this command ends or --hold is over; then it serves again by itself."
    })
final class FleetDrainCommand implements Callable<Integer> {
  private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(10);

  @Parameters(paramLabel = "RUNTIME", description = "The runtime's id, see 'fleet ls'.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String runtimeId;

  @Option(
      names = "--hold",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = Durations.class,
      description = "Keep it empty for this long after it is (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration hold;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = Durations.class,
      description = "Give up if it is not empty by then (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration wait;

  @Option(
      names = "--reason",
      defaultValue = "drained from the command line",
      description = "Goes into the GOAWAY that clients get.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String reason;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      Directives directives = new Directives(server);
      String shedId = "cli-" + UUID.randomUUID();
      boolean emptied = keepDraining(directives, shedId, wait, true);
      if (emptied && !hold.isZero()) {
        keepDraining(directives, shedId, hold, false);
      }
      RuntimeStatus now = directives.runtime(runtimeId);
      output.result(
          () -> ProtoJson.of(now),
          () ->
              (emptied ? "empty: " : "not empty in time: ")
                  + now.getLoad().getConnections()
                  + " connections, "
                  + now.getHeldJobs()
                  + " jobs held; it serves again within "
                  + Directives.LIFETIME_MS / 1_000
                  + " s");
      return emptied ? ExitCode.OK : ExitCode.DEADLINE;
    }
  }

  private boolean keepDraining(
      Directives directives, String shedId, Duration within, boolean untilEmpty) {
    long start = System.nanoTime();
    long renewAt = start;
    while (System.nanoTime() - start < within.toNanos()) {
      RuntimeStatus now = directives.runtime(runtimeId);
      boolean empty = now.getLoad().getConnections() == 0 && now.getHeldJobs() == 0;
      if (untilEmpty
          && empty
          && now.getPhase() == dev.tidegate.proto.fleet.v1.Phase.PHASE_DRAINING) {
        return true;
      }
      if (System.nanoTime() >= renewAt) {
        renewAt = System.nanoTime() + RENEW_NANOS;
        directives.put(now, drain(shedId));
        output.note(
            "  "
                + now.getLoad().getConnections()
                + " connections, "
                + now.getHeldJobs()
                + " jobs held");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return !untilEmpty;
  }

  private Directive.Builder drain(String shedId) {
    return Directive.newBuilder()
        .setMode(Directive.Mode.MODE_DRAIN)
        .setReason(reason)
        .setShed(Shed.newBuilder().setConnections(-1).setShedId(shedId));
  }
}
