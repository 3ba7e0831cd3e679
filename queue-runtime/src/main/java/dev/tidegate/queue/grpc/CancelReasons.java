package dev.tidegate.queue.grpc;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.FleetStore;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Why jobs in flight are to be cancelled, kept for an hour beside the jobs: whichever runtime their
 * worker is connected to tells it. The wish to cancel itself stands in the job's record.
 */
public final class CancelReasons {
  private static final long TTL_MS = 3_600_000;

  private final FleetStore fleet;

  public CancelReasons(FleetStore fleet) {
    this.fleet = fleet;
  }

  /** Never fails: a reason that cannot be kept must not undo the cancelling. */
  CompletionStage<Void> keep(QueueName queue, JobId job, String reason) {
    if (reason.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return fleet
        .publish(
            FleetStore.Kind.CANCEL_REASON,
            id(queue, job),
            Payload.wrap(reason.getBytes(StandardCharsets.UTF_8)),
            TTL_MS)
        .exceptionally(problem -> null);
  }

  /** Never fails; empty if none was given. */
  CompletionStage<String> of(QueueName queue, JobId job) {
    return fleet
        .entry(FleetStore.Kind.CANCEL_REASON, id(queue, job))
        .handle(
            (found, problem) ->
                found == null
                    ? ""
                    : found
                        .map(value -> new String(value.array(), StandardCharsets.UTF_8))
                        .orElse(""));
  }

  private static String id(QueueName queue, JobId job) {
    return queue.value() + "/" + job.value();
  }
}
