package dev.tidegate.queue.redis;

import static dev.tidegate.queue.redis.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.MaintenanceOutcome;
import dev.tidegate.queue.store.Settings;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Redis goes away in several ways, under a store that stays open. */
class RedisOutageTest {
  private static final QueueName QUEUE = new QueueName("outage");

  @TempDir Path folder;

  private EmbeddedRedis redis;
  private RedisQueueStore store;
  private int number;

  @BeforeEach
  void open() {
    redis = EmbeddedRedis.start(folder, 0);
    store = TestRedis.open(TestRedis.settings(redis).withGrace(1_500, 600_000));
    enqueueOne();
  }

  @AfterEach
  void close() {
    store.close();
    redis.close();
  }

  private EnqueueOutcome enqueueOne() {
    return await(store.enqueue(QUEUE, List.of(Jobs.job("j" + number++).build()))).get(0);
  }

  private void kill() {
    ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> !redis.isAlive());
  }

  private void restart() {
    int port = redis.port();
    redis.close();
    redis = EmbeddedRedis.start(folder, port);
  }

  private static void assertUnavailableWithin(Duration limit, ThrowingCallable call) {
    long from = System.nanoTime();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
              assertThat(e.retryAfterMs()).isPresent();
            });
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(limit);
  }

  @Test
  void callsFailSoonWhileRedisIsAwayAndGoOnByThemselvesWhenItIsBack() {
    kill();

    assertUnavailableWithin(Duration.ofSeconds(5), this::enqueueOne);
    assertUnavailableWithin(Duration.ofSeconds(5), () -> await(store.stats(QUEUE)));
    assertThat(store.isReady()).isFalse();

    restart();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(store::isReady);
    assertThat(enqueueOne()).isInstanceOf(EnqueueOutcome.Accepted.class);
    assertThat(await(store.queues(10, "")).items()).containsExactly(QUEUE);
  }

  @Test
  void aRedisThatHangsIsGivenUpAndTakenUpAgain() {
    StoreCalls.signal("STOP", redis.pid());
    try {
      assertUnavailableWithin(Duration.ofSeconds(8), this::enqueueOne);
    } finally {
      StoreCalls.signal("CONT", redis.pid());
    }
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(store::isReady);
    assertThat(enqueueOne()).isInstanceOf(EnqueueOutcome.Accepted.class);
  }

  @Test
  void anIdleStoreNoticesThatRedisIsGone() {
    kill();

    Awaitility.await().atMost(Duration.ofSeconds(6)).until(() -> !store.isReady());
  }

  @Test
  void aLostSubscriptionIsTakenUpAgain() {
    ConcurrentLinkedQueue<QueueName> woken = new ConcurrentLinkedQueue<>();
    store.onWakeUp(woken::add);
    AtomicInteger round = new AtomicInteger();
    awaitWakeUp(woken, round);

    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      assertThat(jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB))).isPositive();
    }
    woken.clear();

    awaitWakeUp(woken, round);
  }

  private void awaitWakeUp(ConcurrentLinkedQueue<QueueName> woken, AtomicInteger round) {
    QueueName fresh = new QueueName("fresh-" + round.incrementAndGet());
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              JobId id = new JobId("w" + round.incrementAndGet());
              await(store.enqueue(fresh, List.of(Jobs.job(id.value()).build())));
              await(store.cancel(fresh, List.of(id)));
              return woken.contains(fresh);
            });
  }

  @Test
  void functionsThatRedisLostAreLoadedAgain() {
    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      assertThat(jedis.functionFlush()).isEqualTo("OK");
    }

    assertThat(enqueueOne()).isInstanceOf(EnqueueOutcome.Accepted.class);
    assertThat(await(store.stats(QUEUE)).ready()).isEqualTo(2);
  }

  @Test
  void afterARestartLivingWorkersGetTimeBeforeTheirJobsAreGivenAway() {
    await(store.updateSettings(QUEUE, Settings.change().deliveryLeaseMs(100).build()));
    LeasedJob job = await(store.lease(Jobs.leaseOf(QUEUE, 1))).jobs().get(0);
    assertThat(await(store.reap(QUEUE, 10)).graceUntilMs()).isEmpty();
    kill();
    restart();
    MaintenanceOutcome held = reapOnceBack();
    assertThat(held.graceUntilMs()).isPresent();
    assertThat(held.moved()).isZero();
    assertThat(await(store.stats(QUEUE)).graceUntilMs()).isPresent();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(StoreException.class)
        .until(
            () -> await(store.settle(QUEUE, List.of(Jobs.started(job)))).get(0),
            SettleOutcome.Held.class::isInstance);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> await(store.reap(QUEUE, 10)).graceUntilMs().isEmpty());
    assertThat(await(store.find(QUEUE, job.id())).map(JobRecord::state)).contains(JobState.RUNNING);
  }

  /** The first call over a connection that died unnoticed fails; that is the caller's to retry. */
  private MaintenanceOutcome reapOnceBack() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(StoreException.class)
        .until(() -> await(store.reap(QUEUE, 10)), outcome -> true);
  }

  @Test
  void graceComesAfterAPauseOfRecoveryAndNotAgainAtOnce() {
    AtomicLong now = new AtomicLong(1_795_507_200_000L);
    try (RedisQueueStore timed =
        RedisQueueStore.open(
            TestRedis.settings(redis).withGrace(10_000, 30_000),
            System::nanoTime,
            new Random(1),
            () -> Replies.bytes(now.get()),
            FunctionLibrary.assemble())) {
      assertThat(graceAfter(timed, now, 0)).isFalse();
      assertThat(graceAfter(timed, now, 29_000)).isFalse();
      assertThat(graceAfter(timed, now, 31_000)).isTrue();
      assertThat(graceAfter(timed, now, 9_000)).isTrue();
      assertThat(graceAfter(timed, now, 1_000)).isFalse();
      assertThat(graceAfter(timed, now, 60_000)).isFalse();
      assertThat(graceAfter(timed, now, 300_000)).isTrue();
    }
  }

  private static boolean graceAfter(RedisQueueStore timed, AtomicLong now, long ms) {
    now.addAndGet(ms);
    return await(timed.reap(QUEUE, 10)).graceUntilMs().isPresent();
  }

  @Test
  void aClosedStoreRefusesAndLeavesNoThread() {
    store.close();

    assertThatThrownBy(this::enqueueOne)
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is closed");
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("store-"));
  }
}
