package dev.tidegate.client;

import dev.tidegate.client.internal.AttemptCounter;
import dev.tidegate.client.internal.EnqueueCalls;
import dev.tidegate.client.internal.EnqueueItem;
import dev.tidegate.client.internal.JobChunks;
import dev.tidegate.client.internal.JobIds;
import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.internal.RpcFailure;
import dev.tidegate.client.internal.Threads;
import dev.tidegate.client.internal.Unary;
import dev.tidegate.proto.queue.v1.CancelRequest;
import dev.tidegate.proto.queue.v1.CancelResponse;
import dev.tidegate.proto.queue.v1.CancelResult;
import dev.tidegate.proto.queue.v1.GetJobRequest;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.JobRef;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands jobs in. Thread-safe; one per process is enough.
 *
 * <p>Every job is sent with an id, so that retries never make two jobs of one. Each call is tried
 * again with growing, spread waits, and as late as the runtime asks for, until it succeeds, is
 * refused for good, or its deadline passes. A job is never dropped in silence: the future of each
 * call ends with an answer or a {@link TidegateException}.
 */
public final class Producer implements AutoCloseable {
  private static final int CALLBACK_THREADS = 2;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final ProducerOptions options;
  private final JobIds ids;
  private final Semaphore room;
  private final ThreadPoolExecutor callbacks;
  private final Loop timers;
  private final AttemptCounter attempts = new AttemptCounter();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failedCalls = new LongAdder();
  private final LongAdder triesAgain = new LongAdder();
  private final ManagedChannel channel;
  private final Channel counted;
  private final EnqueueCalls enqueues;
  private volatile boolean closed;

  Producer(ProducerOptions options) {
    this.options = options;
    this.ids = new JobIds(options.sources().random());
    this.room = new Semaphore(options.maxInFlight());
    this.callbacks = Threads.callbacks("tidegate-producer", CALLBACK_THREADS);
    this.channel = options.endpoint().open(callbacks);
    this.timers = new Loop("tidegate-producer-timer", true, this::defect);
    this.counted = ClientInterceptors.intercept(channel, attempts);
    this.enqueues =
        new EnqueueCalls(
            counted,
            channel::resetConnectBackoff,
            options.policy(),
            options.sources(),
            timers,
            this::retrying);
  }

  /** Starts a producer. */
  public static ProducerBuilder builder(Endpoint endpoint) {
    return new ProducerBuilder(endpoint);
  }

  /**
   * Hands one job in. The future fails with a {@link TidegateException}; where its kind is {@code
   * UNAVAILABLE} the job may have been accepted, and handing it in again is safe only under an id
   * set by the caller.
   */
  public CompletableFuture<EnqueuedJob> enqueue(JobSpec job) {
    return enqueueAll(List.of(job)).thenApply(results -> results.get(0).orThrow());
  }

  /**
   * Hands jobs in, up to 256 per call. Results are aligned with {@code jobs}; a bad one never fails
   * its neighbours, and the future itself never fails.
   */
  public CompletableFuture<List<EnqueueResult>> enqueueAll(List<JobSpec> jobs) {
    List<Job> wires = jobs.stream().map(this::withId).toList();
    List<CompletableFuture<List<EnqueueResult>>> parts = new ArrayList<>();
    for (List<Job> chunk : JobChunks.of(wires)) {
      parts.add(call(chunk));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(ignored -> parts.stream().flatMap(part -> part.join().stream()).toList());
  }

  /**
   * Cancels a job: at once where it is queued, through its worker where it runs.
   *
   * @param reason for people, at most 200 bytes; may be empty
   * @return the state that the request met
   */
  public CompletableFuture<JobState> cancel(String queue, String jobId, String reason) {
    CancelRequest request =
        CancelRequest.newBuilder()
            .addJobs(JobRef.newBuilder().setQueue(queue).setJobId(jobId))
            .setReason(reason)
            .build();
    Unary<CancelResponse> call = new Unary<>();
    stub().cancel(request, call);
    return call.future()
        .handle(
            (response, error) -> {
              if (error != null) {
                throw failure("cancel", error);
              }
              return cancelled(response);
            });
  }

  /** What is known of a job; empty once its record is gone. */
  public CompletableFuture<Optional<JobInfo>> find(String queue, String jobId) {
    Unary<JobView> call = new Unary<>();
    stub().getJob(GetJobRequest.newBuilder().setQueue(queue).setJobId(jobId).build(), call);
    return call.future()
        .handle(
            (view, error) -> {
              if (error == null) {
                return Optional.of(JobInfo.of(queue, view));
              }
              boolean gone = Status.fromThrowable(error).getCode() == Status.Code.NOT_FOUND;
              if (gone) {
                return Optional.empty();
              }
              throw failure("find", error);
            });
  }

  public ProducerStats stats() {
    return new ProducerStats(
        calls.sum(),
        failedCalls.sum(),
        attempts.attempts(),
        attempts.failedAttempts(),
        attempts.repeated() + triesAgain.sum(),
        attempts.transparent(),
        options.maxInFlight() - room.availablePermits());
  }

  /**
   * Refuses new calls, tries none again, and waits up to five seconds for those under way; what is
   * left then fails. Join the futures first where every job matters.
   */
  @Override
  public void close() {
    closed = true;
    enqueues.close();
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
        channel.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
    timers.shutdown();
    callbacks.shutdown();
  }

  private CompletableFuture<List<EnqueueResult>> call(List<Job> chunk) {
    calls.increment();
    Optional<TidegateException> refusal = takeRoom();
    if (refusal.isPresent()) {
      failedCalls.increment();
      return CompletableFuture.completedFuture(
          chunk.stream().map(job -> failed(job, refusal.get())).toList());
    }
    return enqueues
        .start(chunk)
        .thenApply(
            items -> {
              room.release();
              return results(chunk, items);
            });
  }

  /** Takes one permit, or answers why there is none. */
  private Optional<TidegateException> takeRoom() {
    if (closed) {
      return refusal(TidegateException.Kind.CLOSED, "the producer is closed");
    }
    boolean mayWait = options.backpressure() == Backpressure.BLOCK && !Threads.isCallbackThread();
    long waitMs = mayWait ? options.deadline().toMillis() : 0;
    try {
      return room.tryAcquire(waitMs, TimeUnit.MILLISECONDS)
          ? Optional.empty()
          : refusal(
              TidegateException.Kind.SATURATED,
              options.maxInFlight() + " calls are under way; waited " + waitMs + " ms for room");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refusal(TidegateException.Kind.SATURATED, "interrupted while waiting for room");
    }
  }

  private List<EnqueueResult> results(List<Job> chunk, List<EnqueueItem> items) {
    List<EnqueueResult> results = new ArrayList<>(items.size());
    boolean allAccepted = true;
    for (int i = 0; i < items.size(); i++) {
      EnqueueResult result = result(chunk.get(i), items.get(i));
      allAccepted &= result instanceof EnqueueResult.Accepted;
      results.add(result);
    }
    if (!allAccepted) {
      failedCalls.increment();
    }
    return results;
  }

  private static EnqueueResult result(Job job, EnqueueItem item) {
    if (item instanceof EnqueueItem.Accepted accepted) {
      Optional<Duration> wait =
          accepted.expectedWaitMs() < 0
              ? Optional.empty()
              : Optional.of(Duration.ofMillis(accepted.expectedWaitMs()));
      return new EnqueueResult.Accepted(
          new EnqueuedJob(job.getQueue(), accepted.jobId(), accepted.deduplicated(), wait));
    }
    RpcFailure failure = ((EnqueueItem.Failed) item).failure();
    return failed(job, TidegateException.of("enqueue to " + job.getQueue(), failure));
  }

  private static EnqueueResult failed(Job job, TidegateException error) {
    return new EnqueueResult.Failed(job.getClientJobId(), error);
  }

  private Job withId(JobSpec job) {
    return job.id().isEmpty()
        ? job.wire().toBuilder().setClientJobId(ids.next()).build()
        : job.wire();
  }

  private void retrying(RpcFailure failure, Duration wait) {
    triesAgain.increment();
    options.listener().retrying(failure.text(), wait);
  }

  private void defect(RuntimeException error) {
    options.listener().retrying("defect in the producer: " + error, Duration.ZERO);
  }

  private ProducerServiceGrpc.ProducerServiceStub stub() {
    return ProducerServiceGrpc.newStub(counted)
        .withDeadlineAfter(options.deadline().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static JobState cancelled(CancelResponse response) {
    if (response.getResultsCount() != 1) {
      throw new CompletionException(
          TidegateException.local(
              TidegateException.Kind.INTERNAL, "cancel: not one result for one job"));
    }
    CancelResult result = response.getResults(0);
    if (result.getOutcomeCase() == CancelResult.OutcomeCase.ERROR) {
      throw new CompletionException(
          TidegateException.of("cancel", RpcFailure.of(result.getError())));
    }
    return JobState.of(result.getWas());
  }

  private static CompletionException failure(String what, Throwable error) {
    return new CompletionException(TidegateException.of(what, RpcFailure.of(error)));
  }

  private static Optional<TidegateException> refusal(TidegateException.Kind kind, String message) {
    return Optional.of(TidegateException.local(kind, message));
  }
}
