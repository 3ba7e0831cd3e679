package dev.tidegate.client;

import dev.tidegate.client.internal.Loop;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStats;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The real runtime on a real Redis, in this process, that can be stopped and come back. */
final class LiveRuntime implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedRedis redis;

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "redis", redis().uri(),
              "key-prefix", "client" + COUNT.incrementAndGet() + ":",
              "drain-lag", "300ms",
              "stream-grace", "1s",
              "heartbeat-interval", "300ms",
              "recovery-grace", "0s"));
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
    return RuntimeServer.start(RuntimeConfig.of(settings));
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

  /** The least length of a lease; 10 s unless set. */
  void leaseFloor(Duration floor) throws InterruptedException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(endpoint().target(), InsecureChannelCredentials.create()).build();
    QueueConfig change =
        QueueConfig.newBuilder().setQueue("q").setLeaseFloorMs(floor.toMillis()).build();
    QueueAdminServiceGrpc.newBlockingStub(channel)
        .updateConfig(UpdateConfigRequest.newBuilder().setConfig(change).build());
    channel.shutdownNow().awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
