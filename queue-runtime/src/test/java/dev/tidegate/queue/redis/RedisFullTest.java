package dev.tidegate.queue.redis;

import static dev.tidegate.queue.redis.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.EnqueueOutcome.Refusal;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.QueueStore.RedriveFilter;
import dev.tidegate.queue.store.Settings;
import dev.tidegate.queue.store.SettleOutcome.Settled;
import dev.tidegate.queue.store.Settlement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis at its memory limit. */
class RedisFullTest {
  private static final QueueName QUEUE = new QueueName("full");

  @TempDir Path folder;

  @Test
  void producersAreRefusedWhileWorkersDrainToEmptyAndTheFleetStaysWritable() {
    try (EmbeddedRedis redis = TestRedis.start(folder, "--maxmemory", "24mb");
        RedisQueueStore store = TestRedis.open(TestRedis.settings(redis))) {
      int accepted = fill(store);
      assertThat(accepted).isGreaterThan(100);

      theFleetIsWritable(store.fleet());
      adminWorks(store);
      int done = drain(store);

      assertThat(done).isEqualTo(accepted - 1);
      assertThat(await(store.stats(QUEUE)).ready()).isZero();
      assertThat(offer(store, "afterwards")).isInstanceOf(EnqueueOutcome.Accepted.class);
    }
  }

  private static EnqueueOutcome offer(RedisQueueStore store, String id) {
    Payload payload = Payload.wrap(new byte[20_000]);
    return await(store.enqueue(QUEUE, List.of(Jobs.job(id).payload(payload).build()))).get(0);
  }

  private static int fill(RedisQueueStore store) {
    for (int i = 0; i < 10_000; i++) {
      EnqueueOutcome outcome = offer(store, "j" + i);
      if (outcome instanceof EnqueueOutcome.Refused refused) {
        assertThat(refused.why()).isEqualTo(Refusal.STORE_FULL);
        assertThat(refused.retryAfterMs()).isPresent();
        return i;
      }
    }
    throw new AssertionError("the store never became full");
  }

  private static void theFleetIsWritable(FleetStore fleet) {
    await(fleet.publish(FleetStore.Kind.RUNTIME, "r", Jobs.payload("status"), 60_000));
    assertThat(await(fleet.entries(FleetStore.Kind.RUNTIME))).containsKey("r");
    long epoch = await(fleet.acquireLeadership("controller", 15_000)).epoch();
    await(
        fleet.putDirectives(
            FleetStore.DirectiveKind.RUNTIME, epoch, Map.of("r", Jobs.payload("drain")), 30_000));
    assertThat(await(fleet.putJournal("k", Jobs.payload("v"), epoch)).epoch()).isEqualTo(epoch);
  }

  private static void adminWorks(RedisQueueStore store) {
    await(store.updateSettings(QUEUE, Settings.change().pausedIn(false).build()));
    assertThat(await(store.cancel(QUEUE, List.of(new JobId("j0")))))
        .containsExactly(java.util.Optional.of(JobState.READY));
    assertThat(await(store.reap(QUEUE, 10)).moved()).isZero();
    assertThat(await(store.promote(QUEUE, 10)).moved()).isZero();
    assertThat(await(store.stats(QUEUE)).ready()).isPositive();
  }

  /** Every second job fails for good; the dead letters are discarded. */
  private static int drain(RedisQueueStore store) {
    int done = 0;
    while (true) {
      List<LeasedJob> jobs = await(store.lease(Jobs.leaseOf(QUEUE, 16))).jobs();
      if (jobs.isEmpty()) {
        assertThat(await(store.redrive(QUEUE, RedriveFilter.ALL, true, 1_000, "")).moved())
            .isPositive();
        return done;
      }
      for (LeasedJob job : jobs) {
        Settlement settlement =
            done++ % 2 == 0
                ? Jobs.ack(job)
                : new Settlement.Fail(
                    Jobs.held(job), Jobs.payload("no"), true, OptionalLong.empty());
        assertThat(await(store.settle(QUEUE, List.of(settlement))).get(0))
            .isInstanceOf(Settled.class);
      }
    }
  }
}
