package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tidegate.proto.queue.v1.SettleRequest;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import dev.tidegate.queue.app.RuntimeServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producer, worker, runtime and Redis together, over real sockets. */
@Timeout(120)
final class LiveRuntimeTest {
  private static final WorkerListener SILENT = new WorkerListener() {};

  private final LiveRuntime runtime = new LiveRuntime();
  private final Producer producer = Producer.builder(runtime.endpoint()).build();
  private final List<Worker> workers = new ArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final BlockingQueue<JobContext> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() throws InterruptedException {
    go.countDown();
    for (Worker worker : workers) {
      if (!worker.hasEnded()) {
        worker.drain(Duration.ofSeconds(3));
      }
    }
    producer.close();
    runtime.close();
  }

  private Worker worker(WorkerBuilder builder) throws InterruptedException {
    Worker worker = builder.queue("q").listener(SILENT).build().start();
    workers.add(worker);
    worker.awaitConnected(LiveRuntime.PATIENCE);
    return worker;
  }

  private WorkerBuilder builder() {
    return Worker.builder(runtime.endpoint());
  }

  private JobResult waits(JobContext job) {
    begun.add(job);
    try {
      return go.await(60, TimeUnit.SECONDS) ? JobResult.ack() : JobResult.fail("Test", "no word");
    } catch (InterruptedException e) {
      stopped.add(job.id() + (job.isCancelled() ? " cancelled" : ""));
      throw new IllegalStateException("stopped", e);
    }
  }

  private static JobSpec.Builder job(String id, String type) {
    return JobSpec.of("q", type).id(id).retention(Duration.ofMinutes(10));
  }

  private JobInfo info(String id) {
    return producer.find("q", id).join().orElseThrow();
  }

  private void awaitState(String id, JobState state) {
    await()
        .atMost(LiveRuntime.PATIENCE)
        .untilAsserted(() -> assertThat(info(id).state()).isEqualTo(state));
  }

  private JobContext begunJob() throws InterruptedException {
    JobContext job = begun.poll(LiveRuntime.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(job).as("a job begins").isNotNull();
    return job;
  }

  @Test
  void aJobGoesRoundAndItsResultIsKept() throws Exception {
    worker(builder().handler("echo", job -> JobResult.ackJson(job.bodyText() + job.headers())));

    EnqueuedJob accepted =
        producer.enqueue(job("j", "echo").text("hi").header("k", "v").build()).join();

    assertThat(accepted.deduplicated()).isFalse();
    awaitState("j", JobState.DONE);
    assertThat(new String(info("j").result(), StandardCharsets.UTF_8)).isEqualTo("hi{k=v}");
  }

  @Test
  void aHandlerThatThrowsIsRetriedAndThenItsJobIsDead() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    worker(
        builder()
            .handler(
                "throws",
                job -> {
                  assertThat(job.attempt()).isEqualTo(attempts.incrementAndGet());
                  throw new IllegalStateException("attempt " + job.attempt());
                }));

    producer
        .enqueue(
            job("j", "throws")
                .retries(Retries.attempts(3).waiting(Duration.ofMillis(10), Duration.ofMillis(20)))
                .build())
        .join();

    awaitState("j", JobState.DEAD);
    assertThat(attempts.get()).isEqualTo(3);
    assertThat(info("j").deadReason()).isEqualTo("ATTEMPTS_EXHAUSTED");
    assertThat(info("j").failureKind()).isEqualTo("java.lang.IllegalStateException");
    assertThat(info("j").failureMessage()).isEqualTo("attempt 3");
  }

  @Test
  void aJobThatFailsForGoodIsDeadAtOnce() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    worker(
        builder()
            .handler(
                "bad",
                job -> {
                  attempts.incrementAndGet();
                  return JobResult.failForGood("Bad", "never");
                }));

    producer.enqueue(job("j", "bad").build()).join();

    awaitState("j", JobState.DEAD);
    assertThat(attempts.get()).isEqualTo(1);
    assertThat(info("j").deadReason()).isEqualTo("PERMANENT_FAILURE");
  }

  @Test
  void aHandlerWhoseDeliveryWasSettledByAnotherIsCancelled() throws Exception {
    Worker worker = worker(builder().handler("waits", this::waits));
    producer.enqueue(job("j", "waits").build()).join();
    JobContext job = begunJob();

    ackElsewhere(job);

    assertThat(stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("j cancelled");
    await().until(() -> worker.stats().leasesLost() == 1);
    assertThat(info("j").state()).isEqualTo(JobState.DONE);
    assertThat(worker.stats().failed()).isZero();
  }

  private void ackElsewhere(JobContext job) throws InterruptedException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(runtime.endpoint().target(), InsecureChannelCredentials.create())
            .build();
    WorkerServiceGrpc.newBlockingStub(channel)
        .settle(
            SettleRequest.newBuilder()
                .addSettlements(
                    Settlement.newBuilder()
                        .setQueue("q")
                        .setJobId(job.id())
                        .setToken(ByteString.copyFromUtf8(job.token()))
                        .setAck(Settlement.Ack.getDefaultInstance()))
                .build());
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  @Test
  void aRunningJobThatIsCancelledStopsItsHandler() throws Exception {
    worker(builder().handler("waits", this::waits));
    producer.enqueue(job("j", "waits").build()).join();
    begunJob();
    awaitState("j", JobState.RUNNING);

    assertThat(producer.cancel("q", "j", "not needed").join()).isEqualTo(JobState.RUNNING);

    assertThat(stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("j cancelled");
    awaitState("j", JobState.CANCELLED);
  }

  @Test
  void aTypeUnknownToOneWorkerIsRunByAnother() throws Exception {
    worker(builder().handler("other", job -> JobResult.ack()));
    producer.enqueue(job("j", "special").build()).join();
    worker(builder().handler("special", job -> JobResult.ack()));

    awaitState("j", JobState.DONE);
    assertThat(info("j").attempts()).isZero();
  }

  @Test
  void progressReachesTheRecord() throws Exception {
    worker(
        builder()
            .handler(
                "steps",
                job -> {
                  job.progress(40, "almost half");
                  return waits(job);
                }));
    producer.enqueue(job("j", "steps").build()).join();
    begunJob();
    go.countDown();

    awaitState("j", JobState.DONE);
  }

  @Test
  void slotsAreNeverExceededAndEveryJobRunsOnce() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Map<String, Integer> runs = new ConcurrentHashMap<>();
    JobHandler handler =
        job -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          runs.merge(job.id(), 1, Integer::sum);
          now.decrementAndGet();
          return JobResult.ack();
        };
    worker(builder().slots(3).handler("t", handler));
    List<JobSpec> jobs =
        IntStream.range(0, 1_000).mapToObj(i -> job("j" + i, "t").build()).toList();

    producer.enqueueAll(jobs).join().forEach(EnqueueResult::orThrow);

    await().atMost(Duration.ofSeconds(60)).until(() -> runtime.stats().completedTotal() == 1_000);
    assertThat(most.get()).isBetween(1, 3);
    assertThat(runs).hasSize(1_000).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
  }

  @Test
  void aRestartedRuntimeLosesNoResultAndTheWorkerComesBack() throws Exception {
    Worker worker = worker(builder().slots(2).handler("waits", this::waits));
    producer
        .enqueueAll(List.of(job("a", "waits").build(), job("b", "waits").build()))
        .join()
        .forEach(EnqueueResult::orThrow);
    begunJob();
    begunJob();

    runtime.kill();
    go.countDown();
    runtime.comeBack();

    awaitState("a", JobState.DONE);
    awaitState("b", JobState.DONE);
    assertThat(info("a").attempts() + info("b").attempts()).isZero();
    assertThat(info("a").leaseLosses() + info("b").leaseLosses()).isZero();
    assertThat(begun).as("no second delivery").isEmpty();
    assertThat(stopped).isEmpty();
    assertThat(worker.stats().streams()).isGreaterThanOrEqualTo(2);
    producer.enqueue(job("c", "waits").build()).join();
    awaitState("c", JobState.DONE);
  }

  @Test
  void movedToAnotherRuntimeTheSessionGoesOnThere() throws Exception {
    Worker worker = worker(builder().handler("waits", this::waits));
    producer.enqueue(job("a", "waits").build()).join();
    begunJob();

    // The second runtime takes the port once the first has let go of it.
    runtime.stopInOrder();
    runtime.comeBack();
    await().until(() -> worker.stats().streams() >= 2 && worker.stats().connected());
    go.countDown();

    awaitState("a", JobState.DONE);
    assertThat(info("a").leaseLosses()).isZero();
    assertThat(begun).as("no second delivery").isEmpty();
    assertThat(stopped).isEmpty();
  }

  @Test
  void restartsUnderLoadLoseNothing() throws Exception {
    Set<String> ran = ConcurrentHashMap.newKeySet();
    worker(
        builder()
            .slots(4)
            .handler(
                "t",
                job -> {
                  ran.add(job.id());
                  return JobResult.ack();
                }));
    CountDownLatch moved = new CountDownLatch(1);
    List<CompletableFuture<EnqueuedJob>> accepted = new ArrayList<>();
    Thread caller =
        new Thread(
            () -> {
              // In lots, so that the producer does not run far ahead of the worker.
              while (moved.getCount() > 0 && accepted.size() < 20_000) {
                int from = accepted.size();
                for (int i = from; i < from + 20; i++) {
                  accepted.add(producer.enqueue(job("j" + i, "t").build()));
                }
                accepted.subList(from, from + 20).forEach(CompletableFuture::join);
              }
            });
    caller.start();
    await().until(() -> ran.size() > 50);
    runtime.stopInOrder();
    runtime.comeBack();
    int before = ran.size();
    await().atMost(LiveRuntime.PATIENCE).until(() -> ran.size() > before + 50);
    runtime.kill();
    runtime.comeBack();
    moved.countDown();
    caller.join(30_000);
    accepted.forEach(CompletableFuture::join);
    int jobs = accepted.size();

    await().atMost(Duration.ofSeconds(60)).until(() -> runtime.stats().completedTotal() == jobs);
    assertThat(ran).hasSize(jobs);
    assertThat(runtime.stats().enqueuedTotal()).isEqualTo(jobs);
    assertThat(runtime.stats().dead()).isZero();
    assertThat(producer.stats().failed()).isZero();
    assertThat(producer.stats().retried()).isPositive();
  }

  @Test
  void aLostAnswerMakesNoSecondJob() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    worker(
        builder()
            .handler(
                "t",
                job -> {
                  runs.incrementAndGet();
                  return JobResult.ack();
                }));
    try (CuttingRelay relay = new CuttingRelay(runtime.server().port());
        Producer remote = Producer.builder(relay.endpoint()).build()) {
      remote.enqueue(job("warm", "t").build()).join();
      int deduplicated = 0;
      for (int i = 0; i < 10; i++) {
        relay.cutNextAnswer();
        EnqueuedJob job = remote.enqueue(JobSpec.of("q", "t").build()).join();
        deduplicated += job.deduplicated() ? 1 : 0;
      }
      assertThat(relay.cuts.get()).isEqualTo(10);
      assertThat(remote.stats().retried()).isGreaterThanOrEqualTo(10);
      assertThat(deduplicated).as("enqueued by a try whose answer was lost").isPositive();
    }
    await().until(() -> runtime.stats().completedTotal() == 11);
    assertThat(runtime.stats().enqueuedTotal()).isEqualTo(11);
    assertThat(runs.get()).isEqualTo(11);
  }

  @Test
  void closeFinishesWhatRunsAndTakesNothingMore() throws Exception {
    Worker worker = worker(builder().handler("waits", this::waits));
    producer
        .enqueueAll(List.of(job("a", "waits").build(), job("b", "waits").build()))
        .join()
        .forEach(EnqueueResult::orThrow);
    begunJob();
    Thread closer = new Thread(worker::close);
    closer.start();
    go.countDown();
    closer.join(20_000);

    assertThat(worker.hasEnded()).isTrue();
    assertThat(info("a").state()).isEqualTo(JobState.DONE);
    assertThat(info("b").state()).isEqualTo(JobState.READY);
    assertThat(info("b").attempts() + info("b").leaseLosses()).isZero();
  }

  @Test
  void whatIsNotDoneInTimeRunsElsewhereWithoutCharge() throws Exception {
    Worker worker = worker(builder().handler("waits", this::waits));
    producer.enqueue(job("a", "waits").build()).join();
    begunJob();

    DrainReport report = worker.drain(Duration.ofSeconds(1));
    worker(builder().handler("waits", job -> JobResult.ack()));

    assertThat(report).isEqualTo(new DrainReport(1, 0, 0));
    awaitState("a", JobState.DONE);
    assertThat(info("a").attempts() + info("a").leaseLosses()).isZero();
  }

  @Test
  void aVanishedWorkersJobIsRecoveredByAnother() throws Exception {
    runtime.leaseFloor(Duration.ofSeconds(1));
    try (CuttingRelay relay = new CuttingRelay(runtime.server().port())) {
      worker(Worker.builder(relay.endpoint()).handler("waits", this::waits));
      producer.enqueue(job("a", "waits").expectedDuration(Duration.ofMillis(100)).build()).join();
      begunJob();
      awaitState("a", JobState.RUNNING);
    }
    worker(builder().handler("waits", job -> JobResult.ack()));

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(info("a").state()).isEqualTo(JobState.DONE));
    assertThat(info("a").leaseLosses()).isEqualTo(1);
  }

  @Test
  void movedFromRuntimeToRuntimeUnderLoadNoCallFailsAndNoJobIsLost() throws Exception {
    Set<String> ran = ConcurrentHashMap.newKeySet();
    RuntimeServer second = runtime.another();
    try (CuttingRelay balancer = new CuttingRelay(runtime.server().port());
        Producer behind = Producer.builder(balancer.endpoint()).build()) {
      Worker worker =
          worker(
              Worker.builder(balancer.endpoint())
                  .slots(2)
                  .handler(
                      "t",
                      job -> {
                        ran.add(job.id());
                        return JobResult.ack();
                      }));
      List<CompletableFuture<EnqueuedJob>> accepted = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        accepted.add(behind.enqueue(job("j" + i, "t").build()));
        if (i == 500) {
          balancer.retarget(second.port());
          runtime.stopInOrder();
        }
      }
      accepted.forEach(CompletableFuture::join);
      await().atMost(Duration.ofSeconds(60)).until(() -> ran.size() == 1_000);

      assertThat(behind.stats().failed()).isZero();
      assertThat(worker.stats().streams()).isGreaterThanOrEqualTo(2);
      assertThat(worker.drain(Duration.ofSeconds(5)).isClean()).isTrue();
      runtime.comeBack();
      assertThat(runtime.stats().completedTotal()).isEqualTo(1_000);
      assertThat(runtime.stats().failedTotal()).isZero();
    } finally {
      second.close();
    }
  }
}
