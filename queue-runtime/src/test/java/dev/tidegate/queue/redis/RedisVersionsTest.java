package dev.tidegate.queue.redis;

import static dev.tidegate.queue.redis.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.SettleOutcome.Settled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Two versions of the functions on one server. */
class RedisVersionsTest {
  private static final QueueName QUEUE = new QueueName("versions");

  @Test
  void aNewVersionLivesBesideTheOldOneOnTheSameJobs() {
    EmbeddedRedis redis = TestRedis.shared();
    RedisSettings settings = TestRedis.settings(redis);
    FunctionLibrary next = FunctionLibrary.with("-- a line more than before");
    assertThat(next.name()).isNotEqualTo(FunctionLibrary.assemble().name());
    try (RedisQueueStore before = TestRedis.open(settings);
        RedisQueueStore after =
            RedisQueueStore.open(
                settings, System::nanoTime, new Random(1), FunctionCalls.SERVER_CLOCK, next)) {
      await(before.enqueue(QUEUE, List.of(Jobs.job("a").build(), Jobs.job("b").build())));
      LeasedJob a = await(after.lease(Jobs.leaseOf(QUEUE, 1))).jobs().get(0);
      LeasedJob b = await(before.lease(Jobs.leaseOf(QUEUE, 1))).jobs().get(0);

      assertThat(await(before.settle(QUEUE, List.of(Jobs.ack(a)))))
          .containsExactly(new Settled(JobState.DONE));
      assertThat(await(after.settle(QUEUE, List.of(Jobs.ack(b)))))
          .containsExactly(new Settled(JobState.DONE));
      try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
        assertThat(jedis.functionList("tidegate_*")).hasSizeGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void theSameSourcesHaveTheSameName() {
    assertThat(FunctionLibrary.assemble().name()).isEqualTo(FunctionLibrary.assemble().name());
  }
}
