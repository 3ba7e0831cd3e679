package dev.tidegate.client;

import dev.tidegate.client.internal.Loop;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.queue.app.Backend;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.redis.RedisQueueStore;
import dev.tidegate.queue.redis.RedisSettings;
import dev.tidegate.queue.store.QueueStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The real runtime on a real Redis, in this process, that can be stopped and come back. */
final class LiveRuntime implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedRedis redis;

  private final String prefix = "client" + COUNT.incrementAndGet() + ":";
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of("drain-lag", "300ms", "stream-grace", "1s", "heartbeat-interval", "300ms"));
  private volatile RuntimeServer server;

  /** The runtime may be away when a round is due; the next one comes soon. */
  private final Loop maintenance = new Loop("test-maintenance", true, problem -> {});

  LiveRuntime() {
    server = start(0);
    maintenance.every(Duration.ofMillis(50), this::maintain);
    settings.put("listen-port", String.valueOf(server.port()));
  }

  /** One Redis serves all tests; each has its own keys. It ends with this process. */
  private static synchronized EmbeddedRedis redis() {
    if (redis == null) {
      try {
        Path folder = Files.createTempDirectory("tidegate-client-redis");
        folder.toFile().deleteOnExit();
        redis = EmbeddedRedis.start(folder, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return redis;
  }

  private RuntimeServer start(int port) {
    settings.put("listen-port", String.valueOf(port));
    RedisQueueStore store =
        RedisQueueStore.open(
            RedisSettings.of(redis().uri()).withKeyPrefix(prefix).withGrace(0, 600_000),
            System::nanoTime,
            new Random(1));
    return RuntimeServer.start(
        RuntimeConfig.of(settings),
        new Backend(store, store.fleet(), DurabilityClass.DURABILITY_CLASS_FSYNC, () -> {}));
  }

  /** A second runtime on the same jobs. */
  RuntimeServer another() {
    int own = server.port();
    RuntimeServer second = start(0);
    settings.put("listen-port", String.valueOf(own));
    return second;
  }

  RuntimeServer server() {
    return server;
  }

  Endpoint endpoint() {
    return Endpoint.plaintext("localhost:" + server.port());
  }

  /** In the order of SIGTERM: everybody is moved on first. */
  void stopInOrder() {
    server.drainAndStop("test");
  }

  /** Without a word to anybody. */
  void kill() {
    server.close();
  }

  /** At the same port, on the same jobs. */
  void comeBack() {
    server = start(Integer.parseInt(settings.get("listen-port")));
  }

  /** Recovery at a pace for tests; any number may run it beside the runtime's own. */
  private void maintain() {
    QueueName queue = new QueueName("q");
    get(server.store().reap(queue, 100).toCompletableFuture());
    get(server.store().promote(queue, 100).toCompletableFuture());
  }

  QueueStats stats() {
    return get(server.store().stats(new QueueName("q")).toCompletableFuture());
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    maintenance.shutdown();
    server.close();
  }
}
