package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.Job;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProducerTest {
  private static final JobSpec JOB = JobSpec.of("q", "t").text("hello").build();

  private final ScriptedRuntime runtime = ScriptedRuntime.start();

  @AfterEach
  void stop() {
    runtime.close();
  }

  private ProducerBuilder builder() {
    return Producer.builder(runtime.endpoint().named("tester")).deadline(Duration.ofSeconds(20));
  }

  private static TidegateException errorOf(CompletableFuture<?> future) {
    return (TidegateException)
        org.assertj.core.api.Assertions.catchThrowableOfType(
                CompletionException.class, future::join)
            .getCause();
  }

  @Test
  void aJobIsSentWithAnIdAndTheClientsName() {
    try (Producer producer = builder().build()) {
      EnqueuedJob job = producer.enqueue(JOB).join();

      assertThat(job.id()).matches("[0-9a-z]{16}-1");
      assertThat(runtime.enqueues.get(0).getJobs(0).getClientJobId()).isEqualTo(job.id());
      assertThat(runtime.enqueues.get(0).getJobs(0).getBody().toStringUtf8()).isEqualTo("hello");
      assertThat(runtime.clientNames).containsExactly("tester");
      assertThat(producer.stats()).isEqualTo(new ProducerStats(1, 0, 1, 0, 0, 0, 0));
    }
  }

  @Test
  void anUnavailableRuntimeIsAskedAgainWithTheSameId() {
    AtomicInteger calls = new AtomicInteger();
    runtime.onEnqueue =
        request -> {
          if (calls.incrementAndGet() <= 6) {
            throw Status.UNAVAILABLE.asRuntimeException();
          }
          return ScriptedRuntime.acceptAll(request);
        };
    try (Producer producer = builder().build()) {
      producer.enqueue(JOB).join();

      assertThat(runtime.enqueues).hasSize(7);
      assertThat(runtime.enqueues.stream().map(r -> r.getJobs(0).getClientJobId()).distinct())
          .hasSize(1);
      ProducerStats stats = producer.stats();
      assertThat(stats.calls()).isEqualTo(1);
      assertThat(stats.attempts()).isEqualTo(7);
      assertThat(stats.failedAttempts()).isEqualTo(6);
      assertThat(stats.retried()).isEqualTo(6);
      assertThat(stats.failed()).isZero();
    }
  }

  @Test
  void theWaitThatARuntimeAsksForIsKept() {
    List<Long> times = new CopyOnWriteArrayList<>();
    runtime.onEnqueue =
        request -> {
          times.add(System.nanoTime());
          if (times.size() == 1) {
            throw ScriptedRuntime.failure(
                Status.Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", Duration.ofMillis(400));
          }
          return ScriptedRuntime.acceptAll(request);
        };
    List<String> heard = new CopyOnWriteArrayList<>();
    ProducerListener listener =
        new ProducerListener() {
          @Override
          public void retrying(String reason, Duration wait) {
            heard.add(reason);
          }
        };
    try (Producer producer = builder().listener(listener).build()) {
      producer.enqueue(JOB).join();
    }
    assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(400_000_000L);
    assertThat(heard).containsExactly("RESOURCE_EXHAUSTED/QUEUE_FULL: scripted");
  }

  @Test
  void aQueueThatStaysFullIsBusyOnceTheDeadlineLeavesNoTime() {
    runtime.onEnqueue =
        request -> {
          throw ScriptedRuntime.failure(
              Status.Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", Duration.ofSeconds(90));
        };
    try (Producer producer = builder().build()) {
      TidegateException error = errorOf(producer.enqueue(JOB));

      assertThat(error.kind()).isEqualTo(TidegateException.Kind.BUSY);
      assertThat(error.reason()).isEqualTo("QUEUE_FULL");
      assertThat(error.retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(runtime.enqueues).hasSize(1);
    }
  }

  @Test
  void aRefusalIsNotRetried() {
    runtime.onEnqueue =
        request -> {
          throw ScriptedRuntime.failure(
              Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", Duration.ZERO);
        };
    try (Producer producer = builder().build()) {
      TidegateException error = errorOf(producer.enqueue(JOB));

      assertThat(error.kind()).isEqualTo(TidegateException.Kind.REFUSED);
      assertThat(error.reason()).isEqualTo("INVALID_FIELD");
      assertThat(runtime.enqueues).hasSize(1);
      assertThat(producer.stats().failed()).isEqualTo(1);
    }
  }

  @Test
  void aBadJobNeverFailsItsNeighboursAndOnlyTransientOnesAreSentAgain() {
    AtomicInteger calls = new AtomicInteger();
    runtime.onEnqueue =
        request -> {
          EnqueueResponse.Builder response = EnqueueResponse.newBuilder();
          boolean first = calls.incrementAndGet() == 1;
          for (Job job : request.getJobsList()) {
            response.addResults(
                switch (job.getClientJobId()) {
                  case "bad" ->
                      EnqueueResult.newBuilder()
                          .setError(
                              ScriptedRuntime.error(
                                  Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", Duration.ZERO))
                          .build();
                  case "later" ->
                      first
                          ? EnqueueResult.newBuilder()
                              .setError(
                                  ScriptedRuntime.error(
                                      Status.Code.FAILED_PRECONDITION,
                                      "QUEUE_PAUSED",
                                      Duration.ofMillis(10)))
                              .build()
                          : ScriptedRuntime.accepted(job.getClientJobId());
                  default -> ScriptedRuntime.accepted(job.getClientJobId());
                });
          }
          return response.build();
        };
    try (Producer producer = builder().build()) {
      List<Said> results =
          producer.enqueueAll(List.of(named("good"), named("bad"), named("later"))).join().stream()
              .map(Said::of)
              .toList();

      assertThat(results)
          .containsExactly(
              new Said("good", ""), new Said("bad", "INVALID_FIELD"), new Said("later", ""));
      assertThat(runtime.enqueues).hasSize(2);
      assertThat(runtime.enqueues.get(1).getJobsList()).hasSize(1);
      assertThat(runtime.enqueues.get(1).getJobs(0).getClientJobId()).isEqualTo("later");
    }
  }

  private record Said(String id, String reason) {
    static Said of(dev.tidegate.client.EnqueueResult result) {
      return result instanceof dev.tidegate.client.EnqueueResult.Failed failed
          ? new Said(failed.id(), failed.error().reason())
          : new Said(result.orThrow().id(), "");
    }
  }

  private static JobSpec named(String id) {
    return JobSpec.of("q", "t").id(id).build();
  }

  @Test
  void manyJobsAreSplitIntoCallsInOrder() {
    List<JobSpec> jobs = IntStream.range(0, 600).mapToObj(i -> named("j" + i)).toList();
    try (Producer producer = builder().build()) {
      List<String> ids =
          producer.enqueueAll(jobs).join().stream().map(r -> r.orThrow().id()).toList();

      assertThat(ids).isEqualTo(jobs.stream().map(JobSpec::id).toList());
      assertThat(runtime.enqueues.stream().map(r -> r.getJobsCount()).sorted().toList())
          .containsExactly(88, 256, 256);
      assertThat(producer.stats().calls()).isEqualTo(3);
    }
  }

  @Test
  void theLimitOfCallsUnderWayHoldsAndNothingIsDropped() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch twoInside = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    runtime.onEnqueue =
        request -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          twoInside.countDown();
          awaitQuietly(go);
          now.decrementAndGet();
          return ScriptedRuntime.acceptAll(request);
        };
    try (Producer producer = builder().maxInFlight(2, Backpressure.BLOCK).build()) {
      List<CompletableFuture<EnqueuedJob>> futures = new CopyOnWriteArrayList<>();
      Thread caller =
          new Thread(() -> IntStream.range(0, 20).forEach(i -> futures.add(producer.enqueue(JOB))));
      caller.start();
      assertThat(twoInside.await(10, TimeUnit.SECONDS)).isTrue();
      await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
      assertThat(futures).hasSize(2);

      go.countDown();
      caller.join(20_000);

      futures.forEach(CompletableFuture::join);
      assertThat(futures).hasSize(20);
      assertThat(most.get()).isEqualTo(2);
    }
  }

  @Test
  void aSaturatedProducerThatMayNotBlockSaysSo() {
    CountDownLatch go = new CountDownLatch(1);
    runtime.onEnqueue =
        request -> {
          awaitQuietly(go);
          return ScriptedRuntime.acceptAll(request);
        };
    try (Producer producer = builder().maxInFlight(1, Backpressure.FAIL).build()) {
      CompletableFuture<EnqueuedJob> first = producer.enqueue(JOB);

      TidegateException error = errorOf(producer.enqueue(JOB));
      go.countDown();

      assertThat(error.kind()).isEqualTo(TidegateException.Kind.SATURATED);
      assertThat(first.join().id()).isNotEmpty();
    }
  }

  @Test
  void aCallbackThatHandsInMoreNeverWaitsForItself() {
    try (Producer producer = builder().maxInFlight(1, Backpressure.BLOCK).build()) {
      List<CompletableFuture<EnqueuedJob>> chains = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        chains.add(producer.enqueue(JOB).thenCompose(ignored -> producer.enqueue(JOB)));
      }
      // Accepted or told to be saturated, but at once: the deadline is twenty seconds.
      CompletableFuture<Void> all =
          CompletableFuture.allOf(chains.toArray(CompletableFuture<?>[]::new));
      await().atMost(Duration.ofSeconds(5)).until(all::isDone);
      for (CompletableFuture<EnqueuedJob> chain : chains) {
        if (chain.isCompletedExceptionally()) {
          assertThat(errorOf(chain).kind()).isEqualTo(TidegateException.Kind.SATURATED);
        }
      }
    }
  }

  @Test
  void whereNobodyListensTheOutcomeIsUnknownWithinTheDeadline() {
    runtime.vanish();
    try (Producer producer = builder().deadline(Duration.ofSeconds(1)).build()) {
      long begun = System.nanoTime();

      TidegateException error = errorOf(producer.enqueue(JOB));

      assertThat(error.kind()).isEqualTo(TidegateException.Kind.UNAVAILABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void aTryThatGetsNoAnswerIsMadeAgainWithinTheDeadline() {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    runtime.onEnqueue =
        request -> {
          if (calls.incrementAndGet() == 1) {
            awaitQuietly(never);
          }
          return ScriptedRuntime.acceptAll(request);
        };
    try (Producer producer = builder().deadline(Duration.ofSeconds(3)).build()) {
      assertThat(producer.enqueue(JOB).join().id()).isNotEmpty();
      assertThat(producer.stats().retried()).isEqualTo(1);
    } finally {
      never.countDown();
    }
  }

  @Test
  void aRuntimeThatGoesAwayAndComesBackFailsNoCall() {
    try (Producer producer = builder().build()) {
      producer.enqueue(JOB).join();
      runtime.vanish();
      List<CompletableFuture<EnqueuedJob>> meanwhile =
          IntStream.range(0, 8).mapToObj(i -> producer.enqueue(JOB)).toList();
      await().until(() -> producer.stats().retried() > 0);

      try (ScriptedRuntime next = runtime.successor()) {
        meanwhile.forEach(CompletableFuture::join);
        assertThat(next.enqueues).hasSizeGreaterThanOrEqualTo(8);
      }
      assertThat(producer.stats().failed()).isZero();
      assertThat(producer.stats().retried()).isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void closingEndsACallThatWaitsForItsNextTry() {
    runtime.onEnqueue =
        request -> {
          throw ScriptedRuntime.failure(
              Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE", Duration.ofSeconds(10));
        };
    Producer producer = builder().build();
    CompletableFuture<EnqueuedJob> job = producer.enqueue(JOB);
    await().until(() -> producer.stats().failedAttempts() >= 4);

    producer.close();

    assertThat(errorOf(job).reason()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(errorOf(producer.enqueue(JOB)).kind()).isEqualTo(TidegateException.Kind.CLOSED);
  }

  @Test
  void mistakesShowWhereTheyAreMade() {
    assertThatThrownBy(() -> JobSpec.of("Bad Queue", "t")).hasMessageContaining("queue");
    assertThatThrownBy(() -> JobSpec.of("q", "")).hasMessageContaining("type");
    assertThatThrownBy(() -> JobSpec.of("q", "t").body(new byte[262_145], "x"))
        .hasMessageContaining("body");
    assertThatThrownBy(() -> JobSpec.of("q", "t").header("Bad", "v"))
        .hasMessageContaining("header");
    assertThatThrownBy(() -> JobSpec.of("q", "t").header("h", "v".repeat(1025)))
        .hasMessageContaining("header h");
    assertThatThrownBy(() -> JobSpec.of("q", "t").expectedDuration(Duration.ZERO))
        .hasMessageContaining("expected duration");
    assertThatThrownBy(() -> Retries.attempts(0)).hasMessageContaining("maxAttempts");
    assertThatThrownBy(() -> Endpoint.plaintext(" ")).hasMessageContaining("target");
    assertThatThrownBy(() -> Endpoint.plaintext("x:1").named("no spaces"))
        .hasMessageContaining("client name");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
