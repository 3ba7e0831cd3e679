package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is killed and comes back under load. */
class RedisCrashTest {
  private static final String QUEUE = "crash";
  private static final int BEFORE = 300;
  private static final int AFTER = 300;
  @TempDir Path dir;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean enough = new AtomicBoolean();

  /** The Redis of the moment; closed after the runtime that uses it. */
  private final class Servers implements AutoCloseable {
    private EmbeddedRedis redis = EmbeddedRedis.start(dir.resolve("redis"), 0);

    void kill() {
      assertThat(ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly()).isTrue();
      await().until(() -> !redis.isAlive());
    }

    void startAgain() {
      int port = redis.port();
      redis.close();
      redis = EmbeddedRedis.start(dir.resolve("redis"), port);
    }

    @Override
    public void close() {
      redis.close();
    }
  }

  @Test
  void streamsSurviveAndNoAcknowledgedJobIsLost() throws Exception {
    try (Servers servers = new Servers();
        Rig rig = rig(servers.redis.uri())) {
      AutoWorker worker = new AutoWorker(rig.newChannel(), "w1", QUEUE);
      CompletableFuture<Void> producers =
          CompletableFuture.allOf(produce(rig, 1), produce(rig, 2), produce(rig, 3));
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= BEFORE);

      servers.kill();
      await().until(() -> health(rig) == ServingStatus.NOT_SERVING);
      int atTheCrash = acknowledged.size();
      servers.startAgain();

      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= atTheCrash + AFTER);
      enough.set(true);
      producers.get(20, TimeUnit.SECONDS);
      await().atMost(Duration.ofSeconds(60)).until(() -> worker.handled.containsAll(acknowledged));
      await().atMost(Duration.ofSeconds(60)).until(() -> isEmpty(rig.stats(QUEUE)));
      assertThat(worker.ended.get()).as("the stream never broke").isNull();
      assertThat(rig.stats(QUEUE).getDead()).isZero();
      // Health is looked at twice a second: the store may be back a moment before it shows.
      await().until(() -> health(rig) == ServingStatus.SERVING);
    }
  }

  private static Rig rig(String redisUri) {
    return new Rig(
        RuntimeServer.start(
            Rig.quick(Map.of("redis", redisUri, "recovery-grace", "1s", "key-prefix", "crash:"))));
  }

  private static boolean isEmpty(QueueStats stats) {
    return stats.getReady() + stats.getScheduled() + stats.getDelivered() + stats.getRunning() == 0;
  }

  private static ServingStatus health(Rig rig) {
    return HealthGrpc.newBlockingStub(rig.channel)
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** One caller after the other; an outage is answered by trying the same job again. */
  private CompletableFuture<Void> produce(Rig rig, int producer) {
    ManagedChannel channel = rig.newChannel();
    return CompletableFuture.runAsync(
        () -> {
          for (int n = 0; !enough.get(); n++) {
            enqueueUntilAcknowledged(channel, "p" + producer + "-" + n);
          }
        },
        task -> {
          Thread thread = new Thread(task, "producer-" + producer);
          thread.setDaemon(true);
          thread.start();
        });
  }

  private void enqueueUntilAcknowledged(ManagedChannel channel, String id) {
    EnqueueRequest request = EnqueueRequest.newBuilder().addJobs(Rig.job(QUEUE, id)).build();
    while (!enough.get()) {
      try {
        EnqueueResult result =
            ProducerServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .enqueue(request)
                .getResults(0);
        assertThat(result.hasAccepted()).as("%s", result).isTrue();
        acknowledged.add(id);
        return;
      } catch (StatusRuntimeException away) {
        assertThat(away.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Calls.reason(away)).isEqualTo("STORE_UNAVAILABLE");
      }
    }
  }
}
