package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.MemoryFleetStore;
import dev.tidegate.queue.store.MemoryQueueStore;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stream's rules, on a store in memory whose clock the test moves. */
class WorkStreamTest {
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource storeClock = () -> Instant.now().plus(ahead.get());
  private final MemoryQueueStore store = new MemoryQueueStore(storeClock, new Random(1));
  private final Rig rig = Rig.inMemory(store, new MemoryFleetStore(InstantSource.system()));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aJobLivesFromEnqueueToAcknowledgement() {
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 1);
      rig.enqueue("q", "a");
      Delivery delivery = worker.awaitDelivery();
      assertThat(delivery.getJobId()).isEqualTo("a");
      assertThat(delivery.getBody().toStringUtf8()).isEqualTo("body of a");
      assertThat(delivery.getContentType()).isEqualTo("application/octet-stream");
      assertThat(delivery.getAttempt()).isEqualTo(1);
      assertThat(rig.stats("q").getDelivered()).isEqualTo(1);
      worker.started(delivery);
      await().until(() -> rig.stats("q").getRunning() == 1);
      assertThat(worker.ack(delivery).hasStatus()).isFalse();
      assertThat(rig.stats("q").getCompletedTotal()).isEqualTo(1);
    }
  }

  @Test
  void noMoreJobsComeThanCreditAllows() {
    rig.enqueue("q", "a", "b", "c", "d", "e");
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 2);
      List<Delivery> two = worker.awaitDeliveries(2);
      worker.ack(two.get(0));
      worker.ack(two.get(1));
      assertThat(rig.stats("q").getReady()).isEqualTo(3);
      worker.credit("q", 5);
      worker.awaitDeliveries(3);
      assertThat(rig.stats("q").getReady()).isZero();
    }
  }

  @Test
  void aLateAckIsRefusedAndTheHandlerIsTold() {
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1");
        StreamWorker other = StreamWorker.open(rig.channel, "w2")) {
      rig.enqueue("q", "a");
      worker.credit("q", 1);
      Delivery first = worker.awaitDelivery();
      worker.started(first);
      await().until(() -> rig.stats("q").getRunning() == 1);
      ahead.set(Duration.ofHours(1));
      store.reap(new QueueName("q"), 10);
      ahead.updateAndGet(d -> d.plusHours(1));
      store.promote(new QueueName("q"), 10);
      other.credit("q", 1);
      Delivery second = other.awaitDelivery();
      assertThat(second.getFence()).isGreaterThan(first.getFence());
      worker.heartbeat(first);
      assertThat(worker.await(ServerMessage::hasLeaseLost).getLeaseLost().getToken())
          .isEqualTo(first.getToken());
      assertThat(reason(worker.ack(first).getStatus())).isEqualTo("LEASE_LOST");
      assertThat(other.ack(second).hasStatus()).isFalse();
    }
  }

  @Test
  void aCancelledStreamReturnsWhatWasNotStartedAtOnceWithoutAnAttempt() {
    rig.enqueue("q", "a", "b", "c");
    StreamWorker worker = StreamWorker.open(rig.newChannel(), "w1");
    worker.credit("q", 3);
    List<Delivery> three = worker.awaitDeliveries(3);
    worker.started(three.get(0));
    await().until(() -> rig.stats("q").getRunning() == 1);
    worker.cancel();
    await().atMost(Duration.ofSeconds(2)).until(() -> rig.stats("q").getReady() == 2);
    assertThat(rig.stats("q").getRunning()).isEqualTo(1);
    try (StreamWorker other = StreamWorker.open(rig.channel, "w2")) {
      other.credit("q", 2);
      assertThat(other.awaitDeliveries(2))
          .allSatisfy(d -> assertThat(d.getAttempt()).isEqualTo(1))
          .allSatisfy(d -> assertThat(d.getLeaseLosses()).isZero());
    }
  }

  @Test
  void aSessionThatComesBackOnAnotherStreamKeepsItsTokens() {
    rig.enqueue("q", "a");
    StreamWorker before = StreamWorker.open(rig.newChannel(), "w1");
    before.credit("q", 1);
    Delivery delivery = before.awaitDelivery();
    try (StreamWorker after = StreamWorker.open(rig.newChannel(), "w1")) {
      assertThat(Status.fromThrowable(before.awaitEnd()).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(after.ack(delivery).hasStatus()).isFalse();
      assertThat(rig.stats("q").getCompletedTotal()).isEqualTo(1);
    }
  }

  @Test
  void aFailedJobIsRetriedAndAPermanentFailureBuriesIt() {
    rig.enqueue("q", "a");
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 2);
      worker.fail(worker.awaitDelivery(), false);
      assertThat(rig.stats("q").getScheduled()).isEqualTo(1);
      ahead.set(Duration.ofHours(1));
      store.promote(new QueueName("q"), 10);
      Delivery again = worker.awaitDelivery();
      assertThat(again.getAttempt()).isEqualTo(2);
      worker.fail(again, true);
      assertThat(rig.stats("q").getDead()).isEqualTo(1);
    }
  }

  @Test
  void cancellingARunningJobReachesItsWorkerWithTheNextHeartbeat() {
    rig.enqueue("q", "a");
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 1);
      Delivery delivery = worker.awaitDelivery();
      worker.started(delivery);
      await().until(() -> rig.stats("q").getRunning() == 1);
      var was = Calls.cancel(rig, "q", "a");
      assertThat(was.getWas()).isEqualTo(JobState.JOB_STATE_RUNNING);
      worker.heartbeat(delivery);
      var cancel = worker.await(ServerMessage::hasCancel).getCancel();
      assertThat(cancel.getJobId()).isEqualTo("a");
      assertThat(cancel.getReason()).isEqualTo("no longer wanted");
    }
  }

  @Test
  void messagesOutOfOrderEndTheStreamWithAReason() {
    StreamWorker noHello = StreamWorker.mute(rig.channel);
    noHello.credit("q", 1);
    assertThat(Calls.reason(noHello.awaitEnd())).isEqualTo("PROTOCOL_ERROR");

    StreamWorker twice = StreamWorker.open(rig.channel, "w1");
    twice.send(WorkerMessage.newBuilder().setHello(StreamWorker.hello("w1")));
    assertThat(Calls.reason(twice.awaitEnd())).isEqualTo("PROTOCOL_ERROR");

    StreamWorker lower = StreamWorker.open(rig.channel, "w2");
    lower.credit("q", 5);
    lower.credit("q", 4);
    assertThat(Calls.reason(lower.awaitEnd())).isEqualTo("PROTOCOL_ERROR");
  }

  @Test
  void aWorkerThatSaysGoodbyeGetsNothingMoreAndEndsProperly() {
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      rig.enqueue("q", "a");
      worker.credit("q", 10);
      Delivery delivery = worker.awaitDelivery();
      worker.goodbye();
      assertThat(worker.ack(delivery).hasStatus()).isFalse();
      rig.enqueue("q", "b");
      worker.halfClose();
      assertThat(worker.awaitEnd()).isNull();
      assertThat(rig.stats("q").getReady()).isEqualTo(1);
    }
  }

  @Test
  void waitingWorkersTakeTurns() {
    try (StreamWorker one = StreamWorker.open(rig.newChannel(), "w1");
        StreamWorker two = StreamWorker.open(rig.newChannel(), "w2");
        StreamWorker three = StreamWorker.open(rig.newChannel(), "w3")) {
      List<StreamWorker> workers = List.of(one, two, three);
      workers.forEach(worker -> worker.credit("q", 100));
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++) {
          rig.enqueue("q", "job-" + round + "-" + i);
          int expected = 3 * round + i + 1;
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> rig.stats("q").getDeliveredTotal() == expected);
        }
      }
      workers.forEach(worker -> assertThat(worker.awaitDeliveries(3)).hasSize(3));
    }
  }

  @Test
  void aSlowReaderGetsABoundedNumberOfDeliveries() {
    byte[] body = new byte[100 * 1024];
    for (int i = 0; i < 200; i++) {
      Calls.enqueue(rig, Rig.job("q", "big-" + i).setBody(Calls.bytes(body)).build());
    }
    try (StreamWorker worker = StreamWorker.openUnread(rig.newChannel(), "w1")) {
      worker.credit("q", 200);
      await().until(() -> rig.stats("q").getDeliveredTotal() > 0);
      await().during(Duration.ofMillis(1_500)).until(() -> rig.stats("q").getReady() > 150);
      worker.read(1_000);
      worker.awaitDeliveries(200);
    }
  }

  private static String reason(com.google.rpc.Status status) {
    return Calls.reason(status);
  }
}
