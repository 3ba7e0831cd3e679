package dev.tidegate.client.internal;

import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues with retries until accepted, refused for good, or out of time. What was accepted is not
 * sent again; what failed is sent again with its job id, so that a try whose answer was lost does
 * no harm.
 */
public final class EnqueueCalls {
  private final Channel channel;
  private final Runnable reconnectNow;
  private final EnqueuePolicy policy;
  private final Sources sources;
  private final Loop timers;
  private final BiConsumer<RpcFailure, Duration> onRetry;
  private final Set<Run> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param reconnectNow makes the channel connect again at once instead of sitting out its own,
   *     longer wait
   * @param onRetry told of every further try, with what made it needed and how long it waits
   */
  public EnqueueCalls(
      Channel channel,
      Runnable reconnectNow,
      EnqueuePolicy policy,
      Sources sources,
      Loop timers,
      BiConsumer<RpcFailure, Duration> onRetry) {
    this.channel = channel;
    this.reconnectNow = reconnectNow;
    this.policy = policy;
    this.sources = sources;
    this.timers = timers;
    this.onRetry = onRetry;
  }

  /** Results are aligned with {@code jobs}. The future never fails. */
  public CompletableFuture<List<EnqueueItem>> start(List<Job> jobs) {
    Run run = new Run(jobs);
    run.sendOpen();
    return run.done;
  }

  /** No further tries: calls that wait for one end with the failure that made it needed. */
  public void close() {
    closed = true;
    for (Run run : List.copyOf(waiting)) {
      if (waiting.remove(run)) {
        run.finish();
      }
    }
  }

  private final class Run {
    private final List<Job> jobs;
    private final @Nullable EnqueueItem[] results;
    private final CompletableFuture<List<EnqueueItem>> done = new CompletableFuture<>();
    private final long deadlineNanos = sources.nanos().getAsLong() + policy.deadline().toNanos();
    private int tries;

    private Run(List<Job> jobs) {
      this.jobs = jobs;
      this.results = new EnqueueItem[jobs.size()];
    }

    private void sendOpen() {
      List<Integer> open = openIndexes();
      EnqueueRequest.Builder request = EnqueueRequest.newBuilder();
      open.forEach(index -> request.addJobs(jobs.get(index)));
      tries++;
      long timeoutNanos = Math.min(leftNanos(), policy.tryTimeout().toNanos());
      ProducerServiceGrpc.newStub(channel)
          .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
          .enqueue(request.build(), new Answer(open));
    }

    private void answered(List<Integer> sent, EnqueueResponse response) {
      if (response.getResultsCount() != sent.size()) {
        String message = sent.size() + " jobs, " + response.getResultsCount() + " results";
        failed(sent, new RpcFailure(Status.Code.INTERNAL, "INTERNAL", message, Optional.empty()));
        return;
      }
      RpcFailure worst = null;
      for (int i = 0; i < sent.size(); i++) {
        EnqueueItem item = item(response.getResults(i));
        results[sent.get(i)] = item;
        if (item instanceof EnqueueItem.Failed failed && failed.failure().isTransient()) {
          worst = longerWait(worst, failed.failure());
        }
      }
      retryOrFinish(worst);
    }

    private void failed(List<Integer> sent, RpcFailure failure) {
      sent.forEach(index -> results[index] = new EnqueueItem.Failed(failure));
      retryOrFinish(failure);
    }

    private void retryOrFinish(@Nullable RpcFailure cause) {
      Optional<Duration> wait =
          cause == null
              ? Optional.empty()
              : policy.waitBeforeNext(cause, tries, leftNanos(), sources.random());
      if (wait.isEmpty() || cause == null) {
        finish();
        return;
      }
      onRetry.accept(cause, wait.get());
      waiting.add(this);
      timers.after(wait.get(), this::sendAgain);
      if (closed && waiting.remove(this)) {
        finish();
      }
    }

    private void sendAgain() {
      // Whoever takes the call out of the waiting ones goes on with it: this, or close().
      if (waiting.remove(this)) {
        reconnectNow.run();
        sendOpen();
      }
    }

    private void finish() {
      done.complete(Arrays.stream(results).map(Objects::requireNonNull).toList());
    }

    private List<Integer> openIndexes() {
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < results.length; i++) {
        EnqueueItem item = results[i];
        if (item == null
            || (item instanceof EnqueueItem.Failed failed && failed.failure().isTransient())) {
          open.add(i);
        }
      }
      return open;
    }

    private long leftNanos() {
      return deadlineNanos - sources.nanos().getAsLong();
    }

    private final class Answer implements StreamObserver<EnqueueResponse> {
      private final List<Integer> sent;
      private @Nullable EnqueueResponse response;

      private Answer(List<Integer> sent) {
        this.sent = sent;
      }

      @Override
      public void onNext(EnqueueResponse value) {
        response = value;
      }

      @Override
      public void onError(Throwable error) {
        failed(sent, RpcFailure.of(error));
      }

      @Override
      public void onCompleted() {
        answered(sent, response == null ? EnqueueResponse.getDefaultInstance() : response);
      }
    }
  }

  private static EnqueueItem item(EnqueueResult result) {
    return switch (result.getOutcomeCase()) {
      case ACCEPTED -> {
        EnqueueResult.Accepted accepted = result.getAccepted();
        yield new EnqueueItem.Accepted(
            accepted.getJobId(),
            accepted.getDeduplicated(),
            accepted.hasExpectedWaitMs() ? accepted.getExpectedWaitMs() : -1);
      }
      case ERROR -> new EnqueueItem.Failed(RpcFailure.of(result.getError()));
      case OUTCOME_NOT_SET ->
          new EnqueueItem.Failed(
              new RpcFailure(
                  Status.Code.INTERNAL, "INTERNAL", "a result says nothing", Optional.empty()));
    };
  }

  private static RpcFailure longerWait(@Nullable RpcFailure one, RpcFailure other) {
    if (one == null) {
      return other;
    }
    Duration oneWait = one.retryAfter().orElse(Duration.ZERO);
    return other.retryAfter().orElse(Duration.ZERO).compareTo(oneWait) > 0 ? other : one;
  }
}
