package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.proto.queue.v1.PurgeRequest;
import dev.tidegate.proto.queue.v1.RedriveRequest;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Turns requests for long work into operations. */
public final class OperationDesk {
  private static final double DEFAULT_RATE = 100;
  private static final double HIGHEST_RATE = 10_000;
  private static final int MOST_IDS = 1_000;
  private static final Set<JobState> PURGEABLE =
      Set.of(JobState.READY, JobState.SCHEDULED, JobState.DEAD);

  private final QueueStore store;
  private final Operations operations;
  private final Supplier<String> chooseId;

  /**
   * @param chooseId for requests that bring no operation id
   */
  public OperationDesk(QueueStore store, Operations operations, Supplier<String> chooseId) {
    this.store = store;
    this.operations = operations;
    this.chooseId = chooseId;
  }

  CompletionStage<Operation> redrive(RedriveRequest request) {
    QueueName queue = Check.queue(request.getQueue(), "queue");
    QueueStore.RedriveFilter filter = filter(request);
    boolean discard = request.getDiscard();
    double rate = rate(request.hasJobsPerSecond(), request.getJobsPerSecond());
    Operation wanted =
        wanted(discard ? "discard" : "redrive", queue, request.getOperationId(), rate);
    return operations.begin(
        wanted,
        (cursor, limit) ->
            store
                .redrive(queue, filter, discard, limit, cursor)
                .thenApply(
                    out -> new Operations.Step.Done(out.moved(), out.skipped(), out.nextCursor())));
  }

  private static QueueStore.RedriveFilter filter(RedriveRequest request) {
    Check.that(request.getJobIdsCount() <= MOST_IDS, "job_ids", "must have at most 1000 entries");
    List<JobId> ids =
        request.getJobIdsList().stream().map(id -> Check.jobId(id, "job_ids")).toList();
    String type = request.getType().isEmpty() ? "" : Check.type(request.getType(), "type");
    return new QueueStore.RedriveFilter(
        ids,
        type,
        request.hasDiedAfterMs() ? request.getDiedAfterMs() : Long.MIN_VALUE,
        request.hasDiedBeforeMs() ? request.getDiedBeforeMs() : Long.MAX_VALUE);
  }

  CompletionStage<Operation> purge(PurgeRequest request) {
    QueueName queue = Check.queue(request.getQueue(), "queue");
    Check.that(!request.getStatesList().isEmpty(), "states", "must name at least one state");
    List<JobState> states =
        request.getStatesList().stream()
            .distinct()
            .map(
                state ->
                    AdminEndpoint.States.of(
                        state, PURGEABLE, "states", "must be READY, SCHEDULED or DEAD"))
            .toList();
    double rate = rate(request.hasJobsPerSecond(), request.getJobsPerSecond());
    return operations.begin(
        wanted("purge", queue, request.getOperationId(), rate),
        new PurgeStep(store, queue, states));
  }

  private static double rate(boolean given, double rate) {
    if (!given) {
      return DEFAULT_RATE;
    }
    Check.that(rate > 0 && rate <= HIGHEST_RATE, "jobs_per_second", "must be above 0, up to 10000");
    return rate;
  }

  private Operation wanted(String kind, QueueName queue, String id, double rate) {
    String chosen = id.isEmpty() ? chooseId.get() : Check.jobId(id, "operation_id").value();
    return Operation.newBuilder()
        .setOperationId(chosen)
        .setKind(kind)
        .setQueue(queue.value())
        .setJobsPerSecond(rate)
        .build();
  }

  CompletionStage<Operation> get(String queue, String id) {
    return operations.get(
        Check.queue(queue, "queue").value(), Check.jobId(id, "operation_id").value());
  }

  CompletionStage<Operation> cancel(String queue, String id) {
    return operations.cancel(
        Check.queue(queue, "queue").value(), Check.jobId(id, "operation_id").value());
  }
}
