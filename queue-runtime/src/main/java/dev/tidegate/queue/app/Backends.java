package dev.tidegate.queue.app;

import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.embedded.EmbeddedRedisException;
import dev.tidegate.queue.redis.Durability;
import dev.tidegate.queue.redis.RedisQueueStore;
import dev.tidegate.queue.redis.RedisSettings;
import dev.tidegate.queue.redis.StoreStartException;
import java.net.URI;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store that a configuration names: the Redis given, or the embedded one. */
final class Backends {
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
  private static final long GRACE_GAP_MS = 30_000;

  private Backends() {}

  /**
   * @throws StartupException naming the setting and the way out
   */
  static Backend open(RuntimeConfig config) {
    if (config.redis().isPresent()) {
      return open(config, config.redis().get().toString(), () -> {});
    }
    EmbeddedRedis embedded = embedded(config);
    try {
      return open(config, embedded.uri(), embedded);
    } catch (StartupException refused) {
      embedded.close();
      throw refused;
    }
  }

  private static EmbeddedRedis embedded(RuntimeConfig config) {
    try {
      return EmbeddedRedis.start(config.dataDir(), 0);
    } catch (EmbeddedRedisException problem) {
      throw new StartupException(
          "--data-dir "
              + config.dataDir()
              + ": the embedded Redis does not start: "
              + problem.getMessage()
              + "; use another folder, or --redis redis://host:port for a server of your own",
          problem);
    }
  }

  private static Backend open(RuntimeConfig config, String uri, AutoCloseable behind) {
    try {
      RedisQueueStore store =
          RedisQueueStore.open(settings(config, uri), System::nanoTime, new Random());
      LOG.info(
          "jobs are kept in {}, durability {}",
          RuntimeConfig.withoutSecrets(URI.create(uri)),
          store.durability().description());
      return new Backend(store, store.fleet(), contract(store.durability().given()), behind);
    } catch (StoreStartException | IllegalArgumentException problem) {
      throw new StartupException("--redis: " + problem.getMessage(), problem);
    }
  }

  private static RedisSettings settings(RuntimeConfig config, String uri) {
    RedisSettings settings =
        RedisSettings.of(uri)
            .withKeyPrefix(config.keyPrefix())
            .withGrace(config.recoveryGrace().toMillis(), GRACE_GAP_MS);
    return switch (config.durability()) {
      case VERIFY -> settings;
      case FSYNC -> settings.withDeclaredDurability(Durability.FSYNC);
      case MEMORY -> settings.withDeclaredDurability(Durability.MEMORY);
    };
  }

  private static DurabilityClass contract(Durability durability) {
    return durability == Durability.FSYNC
        ? DurabilityClass.DURABILITY_CLASS_FSYNC
        : DurabilityClass.DURABILITY_CLASS_MEMORY;
  }
}
