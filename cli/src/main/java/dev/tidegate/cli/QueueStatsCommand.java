package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.GetStatsRequest;
import dev.tidegate.proto.queue.v1.QueueStats;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidegate queue stats}. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description = "Shows one queue's counts, backlog, totals and calibration.")
final class QueueStatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      QueueStats stats =
          server.admin().getStats(GetStatsRequest.newBuilder().setQueue(queue).build());
      output.result(() -> ProtoJson.of(stats), () -> text(stats));
      return ExitCode.OK;
    }
  }

  private static String text(QueueStats stats) {
    return new Table("QUEUE " + stats.getQueue(), "JOBS", "WORK")
            .row("ready", stats.getReady(), Durations.text(stats.getReadyWorkMs()))
            .row("scheduled", stats.getScheduled(), Durations.text(stats.getScheduledWorkMs()))
            .row(
                "in flight",
                stats.getDelivered() + stats.getRunning(),
                Durations.text(stats.getInFlightWorkMs()))
            .row("dead", stats.getDead(), "-")
            .row(
                "enqueued ever",
                stats.getEnqueuedTotal(),
                Durations.text(stats.getEnqueuedWorkMsTotal()))
            .row(
                "completed",
                stats.getCompletedTotal(),
                Durations.text(stats.getCompletedWorkMsTotal()))
            .row("failed attempts", stats.getFailedTotal(), "-")
            .row("lost leases", stats.getLeaseLossesTotal(), "-")
        + System.lineSeparator()
        + System.lineSeparator()
        + "runnable backlog "
        + Durations.text(stats.getRunnableWorkMs())
        + ", observed / declared duration "
        + calibration(stats)
        + ", "
        + QueueLsCommand.state(stats)
        + (stats.hasGraceUntilMs() ? ", recovery held back after a Redis outage" : "");
  }

  private static String calibration(QueueStats stats) {
    return stats.getCompletedWorkMsTotal() == 0
        ? "not known yet"
        : String.format(
            Locale.ROOT,
            "%.2f",
            (double) stats.getCompletedRunMsTotal() / stats.getCompletedWorkMsTotal());
  }
}
