package dev.tidegate.queue.redis;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Real servers for tests, in folders of their own. */
final class TestRedis {
  private static final AtomicLong PREFIXES = new AtomicLong();
  private static EmbeddedRedis shared;

  private TestRedis() {}

  /** One server for all tests that only need one; it ends with this process. */
  static synchronized EmbeddedRedis shared() {
    if (shared == null) {
      shared = EmbeddedRedis.start(folder(), 0);
    }
    return shared;
  }

  static Path folder() {
    try {
      Path folder = Files.createTempDirectory("tidegate-redis");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EmbeddedRedis start(Path folder, String... arguments) {
    return EmbeddedRedis.start(folder, 0, List.of(arguments));
  }

  /** Settings with a key prefix that no other test has, and without grace. */
  static RedisSettings settings(EmbeddedRedis redis) {
    return RedisSettings.of(redis.uri())
        .withKeyPrefix("t" + PREFIXES.incrementAndGet() + ":")
        .withGrace(0, 600_000);
  }

  static RedisQueueStore open(RedisSettings settings) {
    return RedisQueueStore.open(settings, System::nanoTime, new Random(1));
  }
}
