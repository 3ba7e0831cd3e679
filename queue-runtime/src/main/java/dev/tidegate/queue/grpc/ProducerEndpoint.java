package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Batch;
import dev.tidegate.proto.queue.v1.CancelRequest;
import dev.tidegate.proto.queue.v1.CancelResponse;
import dev.tidegate.proto.queue.v1.CancelResult;
import dev.tidegate.proto.queue.v1.CreateBatchRequest;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.GetBatchRequest;
import dev.tidegate.proto.queue.v1.GetJobRequest;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.JobRef;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.SealBatchRequest;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.QueueStore;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those who hand work in. */
public final class ProducerEndpoint extends ProducerServiceGrpc.ProducerServiceImplBase {
  private final QueueStore store;
  private final CancelReasons reasons;
  private final Meters meters;
  private final InstantSource clock;
  private final DurabilityClass durability;
  private final Supplier<String> chooseId;

  /**
   * @param durability what the store gives for every write
   * @param chooseId ids for jobs that come without one
   */
  public ProducerEndpoint(
      QueueStore store,
      CancelReasons reasons,
      Meters meters,
      InstantSource clock,
      DurabilityClass durability,
      Supplier<String> chooseId) {
    this.store = store;
    this.reasons = reasons;
    this.meters = meters;
    this.clock = clock;
    this.durability = durability;
    this.chooseId = chooseId;
  }

  @Override
  public void enqueue(EnqueueRequest request, StreamObserver<EnqueueResponse> caller) {
    Replies.to(
        caller,
        () -> {
          checkCall(request);
          Sorted sorted = sort(request.getJobsList());
          return request.getDryRun() ? new DryRun(store).run(sorted) : enqueue(sorted);
        });
  }

  private static void checkCall(EnqueueRequest request) {
    Check.batch(request.getJobsCount(), "jobs");
    boolean tooLarge = request.getJobsCount() > 3 && request.getSerializedSize() > Check.CALL_BYTES;
    if (tooLarge) {
      throw new Refused(Problem.tooLarge("jobs", "must have at most 1048576 bytes in all"));
    }
  }

  /**
   * The jobs of one call, by queue, with their places in it.
   *
   * @param results by place; what was refused is there already
   */
  record Sorted(List<EnqueueResult> results, Map<QueueName, Part> parts) {}

  /** The jobs for one queue and their places in the call. */
  record Part(List<NewJob> jobs, List<Integer> places) {}

  private Sorted sort(List<Job> jobs) {
    Sorted sorted =
        new Sorted(Arrays.asList(new EnqueueResult[jobs.size()]), new LinkedHashMap<>(2));
    long now = clock.millis();
    for (int place = 0; place < jobs.size(); place++) {
      Job job = jobs.get(place);
      try {
        QueueName queue = Check.queue(job.getQueue(), "queue");
        NewJob checked = JobMapping.toStore(job, now, durability, chooseId);
        Part part =
            sorted
                .parts()
                .computeIfAbsent(
                    queue,
                    q -> new Part(new ArrayList<>(jobs.size()), new ArrayList<>(jobs.size())));
        part.jobs().add(checked);
        part.places().add(place);
      } catch (Refused refused) {
        sorted.results().set(place, refused(refused.problem()));
      }
    }
    return sorted;
  }

  private CompletionStage<EnqueueResponse> enqueue(Sorted sorted) {
    List<CompletionStage<Optional<Problem>>> parts = new ArrayList<>(sorted.parts().size());
    sorted
        .parts()
        .forEach(
            (queue, part) ->
                parts.add(
                    store
                        .enqueue(queue, part.jobs())
                        .handle((outcomes, failure) -> settle(sorted, part, outcomes, failure))));
    return parts.size() == 1
        ? parts.get(0).thenApply(untried -> response(sorted, List.of(untried)))
        : Stages.all(parts).thenApply(untried -> response(sorted, untried));
  }

  /** Puts the outcomes into their places; answers why the store could not be asked, if so. */
  private Optional<Problem> settle(
      Sorted sorted,
      Part part,
      @Nullable List<EnqueueOutcome> outcomes,
      @Nullable Throwable failure) {
    if (outcomes == null) {
      Problem problem = Problems.of(failure);
      part.places().forEach(place -> sorted.results().set(place, refused(problem)));
      return Optional.of(problem);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      sorted.results().set(part.places().get(i), result(outcomes.get(i)));
    }
    return Optional.empty();
  }

  /**
   * @param untried per queue why nothing could be tried; if that is so for all, the whole call
   *     fails, so that clients' ordinary retries apply
   */
  private static EnqueueResponse response(Sorted sorted, List<Optional<Problem>> untried) {
    boolean nothingTried = !untried.isEmpty() && untried.stream().allMatch(Optional::isPresent);
    if (nothingTried) {
      throw new Refused(untried.get(0).orElseThrow());
    }
    return EnqueueResponse.newBuilder().addAllResults(sorted.results()).build();
  }

  private EnqueueResult result(EnqueueOutcome outcome) {
    if (outcome instanceof EnqueueOutcome.Accepted accepted) {
      (accepted.deduplicated() ? meters.deduplicated : meters.enqueued).increment();
      return accepted(accepted);
    }
    return refused(Problems.ofRefusal((EnqueueOutcome.Refused) outcome));
  }

  static EnqueueResult accepted(EnqueueOutcome.Accepted accepted) {
    EnqueueResult.Accepted.Builder result =
        EnqueueResult.Accepted.newBuilder()
            .setJobId(accepted.id().value())
            .setDeduplicated(accepted.deduplicated());
    accepted.expectedWaitMs().ifPresent(result::setExpectedWaitMs);
    return EnqueueResult.newBuilder().setAccepted(result).build();
  }

  private EnqueueResult refused(Problem problem) {
    meters.refused.increment();
    return EnqueueResult.newBuilder().setError(problem.toProto()).build();
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<CancelResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.batch(request.getJobsCount(), "jobs");
          Check.text(request.getReason(), 200, "reason");
          return Stages.all(
                  request.getJobsList().stream()
                      .map(job -> cancel(job, request.getReason()))
                      .toList())
              .thenApply(results -> CancelResponse.newBuilder().addAllResults(results).build());
        });
  }

  private CompletionStage<CancelResult> cancel(JobRef ref, String reason) {
    try {
      QueueName queue = Check.queue(ref.getQueue(), "queue");
      JobId id = Check.jobId(ref.getJobId(), "job_id");
      return store
          .cancel(queue, List.of(id))
          .thenCompose(
              was ->
                  isHeld(was.get(0))
                      ? reasons.keep(queue, id, reason).thenApply(kept -> was)
                      : CompletableFuture.completedFuture(was))
          .handle(
              (was, problem) ->
                  was == null ? cancelError(Problems.of(problem)) : cancelled(was.get(0)));
    } catch (Refused refused) {
      return CompletableFuture.completedFuture(cancelError(refused.problem()));
    }
  }

  private static boolean isHeld(Optional<dev.tidegate.queue.model.JobState> was) {
    return was.filter(
            state ->
                state == dev.tidegate.queue.model.JobState.DELIVERED
                    || state == dev.tidegate.queue.model.JobState.RUNNING)
        .isPresent();
  }

  private static CancelResult cancelled(Optional<dev.tidegate.queue.model.JobState> was) {
    return was.map(
            state ->
                CancelResult.newBuilder().setWas(JobState.valueOf("JOB_STATE_" + state)).build())
        .orElseGet(() -> cancelError(Problems.JOB_NOT_FOUND));
  }

  private static CancelResult cancelError(Problem problem) {
    return CancelResult.newBuilder().setError(problem.toProto()).build();
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<JobView> caller) {
    Replies.to(
        caller,
        () -> {
          QueueName queue = Check.queue(request.getQueue(), "queue");
          return store
              .find(queue, Check.jobId(request.getJobId(), "job_id"))
              .thenApply(
                  found ->
                      found
                          .map(record -> JobMapping.view(queue, record, true))
                          .orElseThrow(() -> new Refused(Problems.JOB_NOT_FOUND)));
        });
  }

  @Override
  public void createBatch(CreateBatchRequest request, StreamObserver<Batch> caller) {
    caller.onError(Problem.notSupported("CreateBatch").toException());
  }

  @Override
  public void sealBatch(SealBatchRequest request, StreamObserver<Batch> caller) {
    caller.onError(Problem.notSupported("SealBatch").toException());
  }

  @Override
  public void getBatch(GetBatchRequest request, StreamObserver<Batch> caller) {
    caller.onError(Problem.notSupported("GetBatch").toException());
  }
}
