package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.QueueName;
import java.nio.charset.StandardCharsets;

/**
 * Every key's name begins here. Keys of a shard carry its hash tag, so that they stay together in a
 * cluster; the functions build the others of the shard from the text of the one they are handed
 * ({@code prelude.lua} lists them).
 *
 * @param prefix in front of every key, so that several installations can share one database
 */
record RedisKeys(String prefix) {
  /** Queues have one shard each for now; the names leave room for more. */
  private static final int SHARD = 0;

  /** The key that every function of a queue is handed: {@code <prefix>{<queue>.<shard>}:stat}. */
  byte[] anchor(QueueName queue) {
    return bytes(base(queue) + "stat");
  }

  /** What all keys of a queue's shard begin with. */
  String base(QueueName queue) {
    return prefix + "{" + queue.value() + "." + SHARD + "}:";
  }

  /** What all keys of the fleet begin with; the functions of the fleet are handed just this. */
  byte[] fleet() {
    return bytes(prefix + "{fleet}:");
  }

  /** The names of all queues ever used. */
  byte[] queues() {
    return bytes(prefix + "{fleet}:queues");
  }

  /** Channel on which the functions publish the name of a queue that got work. */
  byte[] wakeUps() {
    return bytes(prefix + "wake");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
