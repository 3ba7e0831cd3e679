package dev.tidegate.queue.redis;

import static dev.tidegate.queue.redis.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.EnqueueOutcome.Refusal;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.MaintenanceOutcome;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Many at a time: gathering, order, bounds. */
class RedisLoadTest {
  private static final QueueName QUEUE = new QueueName("load");

  @TempDir Path folder;

  @Test
  void concurrentCallersGetTheirOwnAnswersAndNothingIsHandedOutTwice() throws Exception {
    try (RedisFixture fixture = new RedisFixture()) {
      Set<String> done = ConcurrentHashMap.newKeySet();
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "c" + i;
        Thread thread =
            new Thread(() -> oneCaller((RedisQueueStore) fixture.store(), name, done), name);
        thread.setUncaughtExceptionHandler(
            (t, e) -> {
              synchronized (failures) {
                failures.add(e);
              }
            });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join(60_000);
      }
      assertThat(failures).isEmpty();
      assertThat(done).hasSize(8 * 200);
      assertThat(await(fixture.store().stats(QUEUE)).completedTotal()).isEqualTo(8 * 200);
      fixture.checkWhole(QUEUE);
    }
  }

  /** Enqueues 200 jobs one by one, then settles 200 whoever enqueued them. */
  private static void oneCaller(RedisQueueStore store, String name, Set<String> done) {
    List<CompletionStage<List<EnqueueOutcome>>> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(store.enqueue(QUEUE, List.of(Jobs.job(name + "-" + i).build())));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(await(sent.get(i)).get(0))
          .isInstanceOfSatisfying(
              EnqueueOutcome.Accepted.class,
              accepted -> assertThat(accepted.deduplicated()).isFalse());
      assertThat(((EnqueueOutcome.Accepted) await(sent.get(i)).get(0)).id())
          .isEqualTo(new JobId(name + "-" + i));
    }
    for (int settled = 0; settled < 200; ) {
      List<LeasedJob> jobs =
          await(store.lease(Jobs.leaseOf(QUEUE, Math.min(5, 200 - settled)))).jobs();
      for (LeasedJob job : jobs) {
        assertThat(done.add(job.id().value())).as("handed out once").isTrue();
      }
      settled += jobs.size();
      if (!jobs.isEmpty()) {
        List<Settlement> acks = jobs.stream().map(Jobs::ack).toList();
        assertThat(await(store.settle(QUEUE, acks)))
            .allMatch(SettleOutcome.Settled.class::isInstance);
      }
    }
  }

  @Test
  void oneCallersJobsKeepTheirOrderAlthoughManyCallsAreUnderWay() {
    try (RedisFixture fixture = new RedisFixture()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        NewJob job = Jobs.job("j" + i).build();
        all.add(fixture.store().enqueue(QUEUE, List.of(job)).toCompletableFuture());
      }
      await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));

      int next = 0;
      while (next < 2_000) {
        for (LeasedJob job : await(fixture.store().lease(Jobs.leaseOf(QUEUE, 256))).jobs()) {
          assertThat(job.id().value()).isEqualTo("j" + next++);
        }
      }
    }
  }

  @Test
  void aProcessThatCannotGetRidOfItsCallsRefusesMoreAndThoseWhoLeftAreNotServed() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      RedisSettings settings = TestRedis.settings(redis).withPool(1, 1, 256);
      try (RedisQueueStore store = TestRedis.open(settings)) {
        await(store.enqueue(QUEUE, List.of(Jobs.job("first").build())));
        StoreCalls.signal("STOP", redis.pid());
        CompletableFuture<List<EnqueueOutcome>> underWay = offer(store, "under-way");
        CompletableFuture<List<EnqueueOutcome>> leaving = offer(store, "leaving");
        List<CompletableFuture<List<EnqueueOutcome>>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          waiting.add(offer(store, "w" + i));
        }
        assertThat(leaving.cancel(false)).isTrue();
        StoreCalls.signal("CONT", redis.pid());

        assertThat(await(underWay).get(0)).isInstanceOf(EnqueueOutcome.Accepted.class);
        int refused = 0;
        for (CompletableFuture<List<EnqueueOutcome>> one : waiting) {
          if (await(one).get(0) instanceof EnqueueOutcome.Refused no) {
            assertThat(no.why()).isEqualTo(Refusal.OVERLOADED);
            assertThat(no.retryAfterMs()).isPresent();
            refused++;
          }
        }
        assertThat(refused).isBetween(30, 60);
        assertThat(await(store.find(QUEUE, new JobId("leaving")))).isEmpty();
        assertThat(await(store.find(QUEUE, new JobId("w0")))).isPresent();
      }
    }
  }

  private static CompletableFuture<List<EnqueueOutcome>> offer(RedisQueueStore store, String id) {
    return store.enqueue(QUEUE, List.of(Jobs.job(id).build())).toCompletableFuture();
  }

  @Test
  void tenThousandEndedLeasesAreRecoveredInBoundedSteps() {
    try (RedisFixture fixture = new RedisFixture();
        Jedis jedis = new Jedis("127.0.0.1", TestRedis.shared().port())) {
      for (int batch = 0; batch < 40; batch++) {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
          jobs.add(Jobs.job("b" + batch + "-" + i).build());
        }
        await(fixture.store().enqueue(QUEUE, jobs));
      }
      Set<String> leased = new HashSet<>();
      while (leased.size() < 10_000) {
        await(fixture.store().lease(Jobs.leaseOf(QUEUE, 250)))
            .jobs()
            .forEach(job -> leased.add(job.id().value()));
      }
      fixture.advance(Duration.ofSeconds(60));
      jedis.configSet("slowlog-log-slower-than", "50000");
      jedis.slowlogReset();

      int recovered = 0;
      MaintenanceOutcome outcome;
      do {
        outcome = await(fixture.store().reap(QUEUE, 500));
        assertThat(outcome.moved()).isLessThanOrEqualTo(500);
        recovered += outcome.moved();
      } while (outcome.more());

      assertThat(recovered).isEqualTo(10_000);
      assertThat(await(fixture.store().stats(QUEUE)).ready()).isEqualTo(10_000);
      assertThat(jedis.slowlogLen()).as("steps of 500 that held Redis above 50 ms").isZero();
      fixture.checkWhole(QUEUE);
    }
  }

  @Test
  void largeJobsAreSplitOverCallsAndLeasesStopAtTheirBytes() {
    try (RedisFixture fixture = new RedisFixture()) {
      List<NewJob> large = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] body = new byte[200_000];
        large.add(
            Jobs.job("large-" + i).payload(dev.tidegate.queue.model.Payload.wrap(body)).build());
      }
      assertThat(await(fixture.store().enqueue(QUEUE, large)))
          .hasSize(8)
          .allMatch(EnqueueOutcome.Accepted.class::isInstance);
      List<LeasedJob> jobs = await(fixture.store().lease(Jobs.leaseOf(QUEUE, 100))).jobs();
      assertThat(jobs).hasSize(5);
      assertThat(jobs).allSatisfy(job -> assertThat(job.payload().size()).isEqualTo(200_000));
      Awaitility.await().until(() -> await(fixture.store().stats(QUEUE)).ready() == 3);
    }
  }
}
