package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.client.ScriptedRuntime.Stream;
import dev.tidegate.proto.queue.v1.Drain;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerMessage.MessageCase;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final WorkerListener SILENT = new WorkerListener() {};

  private final ScriptedRuntime runtime = ScriptedRuntime.start();
  private final CountDownLatch go = new CountDownLatch(1);
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
  private @Nullable Worker worker;

  @AfterEach
  void stop() throws InterruptedException {
    go.countDown();
    // First the runtime: a worker without connection has nobody to say farewell to.
    runtime.close();
    if (worker != null && !worker.hasEnded()) {
      worker.drain(Duration.ZERO);
    }
  }

  /** Waits for the test's word, or says that it was stopped. */
  private JobResult waits(JobContext job) {
    begun.add(job.id());
    try {
      if (!go.await(30, TimeUnit.SECONDS)) {
        return JobResult.fail("Test", "nobody said go");
      }
      return JobResult.ack();
    } catch (InterruptedException e) {
      stopped.add(job.id() + (job.isCancelled() ? " cancelled" : " interrupted"));
      throw new IllegalStateException("stopped", e);
    }
  }

  private Stream connect(int slots) throws InterruptedException {
    return connect(
        Worker.builder(runtime.endpoint())
            .queue("q")
            .slots(slots)
            .handler("waits", this::waits)
            .handler("done", job -> JobResult.ackJson("{\"id\":\"" + job.id() + "\"}"))
            .handler(
                "throws",
                job -> {
                  throw new IllegalArgumentException("bad \u00e9".repeat(1000));
                }));
  }

  private Stream connect(WorkerBuilder builder) throws InterruptedException {
    worker = builder.listener(SILENT).build().start();
    Stream stream = runtime.nextStream();
    stream.welcome(SECOND);
    return stream;
  }

  private static Settlement settle(Stream stream) throws InterruptedException {
    return stream.next(MessageCase.SETTLE).getSettle();
  }

  private String begunJob() throws InterruptedException {
    return String.valueOf(begun.poll(10, TimeUnit.SECONDS));
  }

  private String stoppedJob() throws InterruptedException {
    return String.valueOf(stopped.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void theHelloSaysWhoThisIs() throws Exception {
    worker =
        Worker.builder(runtime.endpoint().named("w"))
            .queue("q")
            .slots(3)
            .sessionId("s1")
            .instance("host:1")
            .listener(SILENT)
            .handler("b", this::waits)
            .handler("a", this::waits)
            .build()
            .start();

    WorkerMessage hello = runtime.nextStream().welcome(SECOND);

    assertThat(hello.getHello().getSessionId()).isEqualTo("s1");
    assertThat(hello.getHello().getInstance()).isEqualTo("host:1");
    assertThat(hello.getHello().getSlots()).isEqualTo(3);
    assertThat(hello.getHello().getTypesList()).containsExactly("a", "b");
    assertThat(hello.getHello().getCanResume()).isTrue();
    assertThat(hello.getHello().getProtocol()).isEqualTo(1);
    assertThat(hello.getHello().getBootId()).hasSize(16);
    assertThat(runtime.clientNames).containsExactly("w");
  }

  @Test
  void aJobIsStartedAndItsResultSettled() throws Exception {
    Stream stream = connect(1);
    assertThat(stream.next(MessageCase.CREDIT).getCredit().getCumulative()).isEqualTo(1);

    stream.deliver(ScriptedRuntime.job("j1", "done"));

    assertThat(stream.next(MessageCase.STARTED).getStarted().getHeld(0).getJobId()).isEqualTo("j1");
    Settlement settlement = settle(stream);
    assertThat(settlement.getToken().toStringUtf8()).isEqualTo("token-j1");
    assertThat(settlement.getAck().getResult().getBody().toStringUtf8())
        .isEqualTo("{\"id\":\"j1\"}");
    assertThat(stream.next(MessageCase.CREDIT).getCredit().getCumulative()).isEqualTo(2);
    stream.answer(settlement.getSeq());
    await().until(() -> worker.stats().acked() == 1);
  }

  @Test
  void anExceptionIsAFailedAttemptCutToTheLimits() throws Exception {
    Stream stream = connect(1);

    stream.deliver(ScriptedRuntime.job("j1", "throws"));

    Settlement settlement = settle(stream);
    assertThat(settlement.getFail().getKind()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(settlement.getFail().getMessage()).startsWith("bad \u00e9bad");
    assertThat(settlement.getFail().getMessageBytes().size()).isBetween(1020, 1024);
    assertThat(settlement.getFail().getStackBytes().size()).isLessThanOrEqualTo(8192);
    assertThat(settlement.getFail().getStack()).contains("IllegalArgumentException");
    assertThat(settlement.getFail().getPermanent()).isFalse();
  }

  @Test
  void anUnknownTypeIsReleasedWithADelay() throws Exception {
    Stream stream = connect(1);

    stream.deliver(ScriptedRuntime.job("j1", "mystery"));

    Settlement settlement = settle(stream);
    assertThat(settlement.getRelease().getDelayMs()).isEqualTo(5_000);
    assertThat(settlement.getRelease().getReason()).isEqualTo("unknown type mystery");
  }

  @Test
  void moreJobsThanSlotsNeverRunAtOnce() throws Exception {
    Stream stream = connect(2);

    stream.deliver(
        ScriptedRuntime.job("a", "waits"),
        ScriptedRuntime.job("b", "waits"),
        ScriptedRuntime.job("c", "waits"));

    Settlement back = settle(stream);
    assertThat(back.getJobId()).isEqualTo("c");
    assertThat(back.getRelease().getReason()).isEqualTo("no free slot");
    assertThat(List.of(begunJob(), begunJob())).containsExactlyInAnyOrder("a", "b");
    assertThat(begun).isEmpty();
  }

  @Test
  void heartbeatsListTheTokensOfLiveHandlers() throws Exception {
    Stream stream = connect(2);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();
    stream.next(MessageCase.STARTED);

    WorkerMessage beat = stream.next(MessageCase.HEARTBEAT);

    assertThat(beat.getHeartbeat().getHeldList()).hasSize(1);
    assertThat(beat.getHeartbeat().getHeld(0).getToken().toStringUtf8()).isEqualTo("token-a");
    go.countDown();
    settle(stream);
    assertThat(stream.next(MessageCase.HEARTBEAT).getHeartbeat().getHeldList()).isEmpty();
  }

  @Test
  void aLostLeaseInterruptsTheHandlerAndSettlesNothing() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();

    stream.leaseLost("a");

    assertThat(stoppedJob()).isEqualTo("a cancelled");
    // The next job's settle is the first: the lost one was not settled before it.
    stream.deliver(ScriptedRuntime.job("b", "done"));
    assertThat(settle(stream).getJobId()).isEqualTo("b");
    assertThat(worker.stats().leasesLost()).isEqualTo(1);
  }

  @Test
  void aCancelInterruptsTheHandlerAndItsEndIsSettled() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();

    stream.send(
        dev.tidegate.proto.queue.v1.ServerMessage.newBuilder()
            .setCancel(
                dev.tidegate.proto.queue.v1.Cancel.newBuilder()
                    .setQueue("q")
                    .setJobId("a")
                    .setToken(com.google.protobuf.ByteString.copyFromUtf8("token-a"))
                    .setReason("not needed"))
            .build());

    assertThat(stoppedJob()).isEqualTo("a cancelled");
    assertThat(settle(stream).getFail().getKind()).isEqualTo("CANCELLED");
  }

  @Test
  void anAttemptBeyondItsHardLimitFailsEvenIfTheHandlerReturns() throws Exception {
    Stream stream =
        connect(
            Worker.builder(runtime.endpoint())
                .queue("q")
                .handler(
                    "slow",
                    job -> {
                      assertThat(job.deadline()).isPresent();
                      while (!job.isCancelled()) {
                        Thread.onSpinWait();
                      }
                      return JobResult.ack();
                    }));

    stream.deliver(ScriptedRuntime.job("a", "slow").setTimeoutMs(100));

    Settlement settlement = settle(stream);
    assertThat(settlement.getFail().getKind()).isEqualTo("TIMED_OUT");
    assertThat(settlement.getFail().getMessage()).isEqualTo("did not end within 100 ms");
  }

  @Test
  void aHandlerThatIgnoresItsHardLimitIsSettledWithoutItAndKeepsItsSlot() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Stream stream =
        connect(
            Worker.builder(runtime.endpoint())
                .queue("q")
                .handler("deaf", job -> deaf(release))
                .handler("done", job -> JobResult.ack()));
    stream.next(MessageCase.CREDIT);

    stream.deliver(ScriptedRuntime.job("a", "deaf").setTimeoutMs(50));

    assertThat(settle(stream).getFail().getKind()).isEqualTo("TIMED_OUT");
    assertThat(worker.stats().busySlots()).isEqualTo(1);
    assertThat(stream.pending()).noneMatch(WorkerMessage::hasCredit);
    release.countDown();
    assertThat(stream.next(MessageCase.CREDIT).getCredit().getCumulative()).isEqualTo(2);
  }

  private static JobResult deaf(CountDownLatch release) {
    boolean waiting = true;
    while (waiting) {
      try {
        waiting = !release.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        waiting = true;
      }
    }
    return JobResult.ack();
  }

  @Test
  void aRuntimeThatVanishesMidJobIsFollowedByOneThatGetsTheResult() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();
    runtime.vanish();
    go.countDown();

    try (ScriptedRuntime next = runtime.successor()) {
      Stream second = next.nextStream();
      second.welcome(SECOND);

      Settlement settlement = settle(second);
      assertThat(settlement.getJobId()).isEqualTo("a");
      assertThat(settlement.hasAck()).isTrue();
      second.answer(settlement.getSeq());
      await().until(() -> worker.stats().acked() == 1);
      assertThat(stopped).isEmpty();
      worker.drain(Duration.ofSeconds(5));
    }
  }

  @Test
  void theSameSessionResumesWithWhatRunsSaidAgain() throws Exception {
    Stream stream = connect(2);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();
    stream.next(MessageCase.STARTED);

    stream.fail(Status.UNAVAILABLE);

    Stream second = runtime.nextStream();
    second.welcome(Duration.ofSeconds(60));
    assertThat(second.next(MessageCase.STARTED).getStarted().getHeld(0).getJobId()).isEqualTo("a");
    assertThat(second.next(MessageCase.HEARTBEAT).getHeartbeat().getHeldList()).hasSize(1);
    assertThat(second.next(MessageCase.CREDIT).getCredit().getCumulative()).isEqualTo(1);
    assertThat(stopped).isEmpty();
  }

  @Test
  void aGoawayMidStreamLeavesTheHandlerAloneAndItsResultArrives() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();

    runtime.goAway();
    go.countDown();

    Settlement settlement = settle(stream);
    assertThat(settlement.hasAck()).isTrue();
    stream.answer(settlement.getSeq());
    await().until(() -> worker.stats().acked() == 1);
  }

  @Test
  void askedToReconnectTheWorkerComesBackAtOnceAndHandlersGoOn() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();

    stream.drain(Drain.Scope.SCOPE_RECONNECT, 0);
    assertThat(stream.ending()).isEqualTo("completed");
    long left = System.nanoTime();
    stream.complete();

    Stream second = runtime.nextStream();
    assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(SECOND);
    second.welcome(SECOND);
    assertThat(second.next(MessageCase.STARTED).getStarted().getHeld(0).getJobId()).isEqualTo("a");
    go.countDown();
    assertThat(settle(second).hasAck()).isTrue();
    assertThat(stopped).isEmpty();
  }

  @Test
  void jobsThatArriveWhileTheStreamIsLeftStillRun() throws Exception {
    Stream stream = connect(2);
    // Once through everything first: a cold JVM may take longer than the farewell waits.
    stream.deliver(ScriptedRuntime.job("early", "done"));
    stream.answer(settle(stream).getSeq());
    stream.drain(Drain.Scope.SCOPE_RECONNECT, 0);
    assertThat(stream.ending()).isEqualTo("completed");

    stream.deliver(ScriptedRuntime.job("late", "done"));
    stream.complete();

    Stream second = runtime.nextStream();
    second.welcome(SECOND);
    assertThat(settle(second).getJobId()).isEqualTo("late");
  }

  @Test
  void aRuntimeThatDoesNotEndTheStreamIsNotWaitedFor() throws Exception {
    Stream stream = connect(1);

    stream.drain(Drain.Scope.SCOPE_RECONNECT, 0);

    runtime.nextStream().welcome(SECOND);
  }

  @Test
  void askedToRestTheWorkerStaysAndTakesUpWorkAgain() throws Exception {
    Stream stream = connect(2);

    stream.drain(Drain.Scope.SCOPE_QUIESCE, System.currentTimeMillis() + 1_000);
    stream.deliver(ScriptedRuntime.job("later", "waits"));
    begunJob();
    go.countDown();
    Settlement done = settle(stream);
    stream.answer(done.getSeq());

    assertThat(done.hasAck()).isTrue();
    assertThat(worker.hasEnded()).isFalse();
  }

  @Test
  void askedToStopTheWorkerFinishesAndEnds() throws Exception {
    Stream stream = connect(2);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();

    stream.drain(Drain.Scope.SCOPE_STOP, System.currentTimeMillis() + 20_000);

    assertThat(stream.next(MessageCase.GOODBYE).getGoodbye().getReason()).isEqualTo("scripted");
    stream.deliver(ScriptedRuntime.job("late", "waits"));
    Settlement back = settle(stream);
    assertThat(back.getJobId()).isEqualTo("late");
    assertThat(back.hasRelease()).isTrue();
    stream.answer(back.getSeq());
    go.countDown();
    Settlement last = settle(stream);
    assertThat(last.hasAck()).isTrue();
    assertThat(worker.hasEnded()).isFalse();
    stream.answer(last.getSeq());
    assertThat(stream.ending()).isEqualTo("completed");
    stream.complete();
    assertThat(worker.awaitEnd(Duration.ofSeconds(10)).isClean()).isTrue();
  }

  @Test
  void closeFinishesWorkBeforeItEnds() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();
    Thread closer = new Thread(worker::close);
    closer.start();
    stream.next(MessageCase.GOODBYE);
    assertThat(worker.hasEnded()).isFalse();

    go.countDown();
    Settlement settlement = settle(stream);
    stream.answer(settlement.getSeq());
    stream.ending();
    stream.complete();
    closer.join(10_000);

    assertThat(settlement.hasAck()).isTrue();
    assertThat(worker.hasEnded()).isTrue();
  }

  @Test
  void whatIsNotFinishedInTimeIsInterruptedAndGivenBack() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "waits"));
    begunJob();
    AtomicInteger released = new AtomicInteger(-1);
    Thread closer =
        new Thread(
            () -> {
              try {
                released.set(worker.drain(Duration.ofMillis(900)).releasedJobs());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    closer.start();

    Settlement settlement = settle(stream);
    stream.answer(settlement.getSeq());
    closer.join(10_000);

    assertThat(settlement.hasRelease()).isTrue();
    assertThat(stoppedJob()).isEqualTo("a cancelled");
    assertThat(released.get()).isEqualTo(1);
  }

  @Test
  void aDeafHandlerIsReportedAndItsJobGivenBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Stream stream =
        connect(
            Worker.builder(runtime.endpoint())
                .queue("q")
                .handler(
                    "deaf",
                    job -> {
                      inside.countDown();
                      return deaf(release);
                    }));
    stream.deliver(ScriptedRuntime.job("a", "deaf"));
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

    DrainReport report = worker.drain(Duration.ofMillis(600));

    assertThat(settle(stream).hasRelease()).isTrue();
    assertThat(report).isEqualTo(new DrainReport(1, 1, 1));
    release.countDown();
  }

  @Test
  void aTransientRefusalOfASettleIsSaidAgain() throws Exception {
    Stream stream = connect(1);
    stream.deliver(ScriptedRuntime.job("a", "done"));
    Settlement first = settle(stream);

    stream.answer(
        first.getSeq(),
        ScriptedRuntime.error(
            Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE", Duration.ofMillis(100)));

    Settlement second = settle(stream);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void progressIsSentButOnlyItsLatestWord() throws Exception {
    Stream stream =
        connect(
            Worker.builder(runtime.endpoint())
                .queue("q")
                .handler(
                    "steps",
                    job -> {
                      for (int i = 0; i <= 100; i++) {
                        job.progress(i, "step " + i);
                      }
                      return waits(job);
                    }));

    stream.deliver(ScriptedRuntime.job("a", "steps"));

    WorkerMessage progress = stream.next(MessageCase.PROGRESS);
    assertThat(progress.getProgress().getProgress().getPercent()).isEqualTo(100);
    assertThat(progress.getProgress().getProgress().getMessage()).isEqualTo("step 100");
    assertThat(stream.pending()).noneMatch(WorkerMessage::hasProgress);
  }

  @Test
  void anInterruptNeverHitsTheThreadsNextJob() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    Stream stream =
        connect(
            Worker.builder(runtime.endpoint())
                .queue("q")
                .handler(
                    "quick",
                    job -> {
                      if (Thread.currentThread().isInterrupted() && !job.isCancelled()) {
                        interrupted.incrementAndGet();
                      }
                      return JobResult.ack();
                    }));
    for (int i = 0; i < 300; i++) {
      stream.deliver(ScriptedRuntime.job("j" + i, "quick"));
      stream.leaseLost("j" + i);
    }
    stream.deliver(ScriptedRuntime.job("last", "quick"));

    await().until(() -> worker.stats().busySlots() == 0 && !stream.pending().isEmpty());
    assertThat(interrupted.get()).isZero();
  }

  @Test
  void aWorkerThatReachesNobodySaysWhy() throws Exception {
    runtime.vanish();
    worker =
        Worker.builder(runtime.endpoint())
            .queue("q")
            .handler("t", this::waits)
            .listener(SILENT)
            .build()
            .start();

    assertThatThrownBy(() -> worker.awaitConnected(Duration.ofMillis(800)))
        .isInstanceOf(TidegateException.class)
        .hasMessageContaining("no runtime welcomed this worker")
        .hasMessageContaining("UNAVAILABLE")
        .hasMessageContaining("localhost")
        .hasMessageContaining("refused");
  }

  @Test
  void aWorkerWithoutQueueOrHandlerIsRefused() {
    assertThatThrownBy(() -> Worker.builder(runtime.endpoint()).handler("t", this::waits).build())
        .hasMessageContaining("queue");
    assertThatThrownBy(() -> Worker.builder(runtime.endpoint()).queue("q").build())
        .hasMessageContaining("handler");
    assertThatThrownBy(() -> Worker.builder(runtime.endpoint()).slots(0))
        .hasMessageContaining("slots");
  }
}
