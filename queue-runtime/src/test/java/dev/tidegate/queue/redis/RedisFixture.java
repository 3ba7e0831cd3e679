package dev.tidegate.queue.redis;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.store.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;

/** The real store on a real server, under a virtual clock that the functions are handed. */
final class RedisFixture implements StoreFixture {
  private static final long START_MS = Instant.parse("2026-11-24T08:00:00Z").toEpochMilli();

  private final AtomicLong now = new AtomicLong(START_MS);
  private final EmbeddedRedis redis = TestRedis.shared();
  private final RedisSettings settings;
  private final RedisQueueStore store;

  RedisFixture() {
    settings = TestRedis.settings(redis);
    store =
        RedisQueueStore.open(
            settings,
            System::nanoTime,
            new Random(7),
            () -> Replies.bytes(now.get()),
            FunctionLibrary.assemble());
  }

  @Override
  public QueueStore store() {
    return store;
  }

  @Override
  public FleetStore fleet() {
    return store.fleet();
  }

  @Override
  public long nowMs() {
    return now.get();
  }

  @Override
  public void advance(Duration by) {
    now.addAndGet(by.toMillis());
  }

  @Override
  public void checkWhole(QueueName queue) {
    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      Oracle.check(jedis, new RedisKeys(settings.keyPrefix()), queue);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
