package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.Phase;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Durability;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.proto.queue.v1.GetJobRequest;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes on a real Redis, where it matters that they share one. */
class OnRedisTest {
  private static final AtomicInteger PREFIX = new AtomicInteger();
  @TempDir static Path dir;
  private static EmbeddedRedis redis;

  private final String prefix = "t" + PREFIX.incrementAndGet() + ":";

  @BeforeAll
  static void startRedis() {
    redis = EmbeddedRedis.start(dir.resolve("redis"), 0);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private RuntimeConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("redis", redis.uri());
    settings.put("key-prefix", prefix);
    return Rig.quick(settings);
  }

  private Rig rig() {
    return new Rig(RuntimeServer.start(config(Map.of())));
  }

  @Test
  void aJobLivesFromEnqueueToAcknowledgementOverStreamAndPoll() {
    try (Rig rig = rig();
        StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 1);
      rig.enqueue("q", "a");
      Delivery delivery = worker.awaitDelivery();
      assertThat(delivery.getBody().toStringUtf8()).isEqualTo("body of a");
      worker.started(delivery);
      await().until(() -> rig.stats("q").getRunning() == 1);
      JobView view =
          rig.producer().getJob(GetJobRequest.newBuilder().setQueue("q").setJobId("a").build());
      assertThat(view.getState()).isEqualTo(JobState.JOB_STATE_RUNNING);
      assertThat(view.getSessionId()).isEqualTo("w1");
      assertThat(worker.ack(delivery).hasStatus()).isFalse();
      assertThat(rig.stats("q").getCompletedTotal()).isEqualTo(1);

      rig.enqueue("q", "b");
      var polled =
          rig.pull()
              .lease(
                  LeaseRequest.newBuilder()
                      .setQueue("q")
                      .setMaxJobs(1)
                      .setWaitMs(5_000)
                      .setSessionId("p")
                      .build());
      assertThat(polled.getDeliveries(0).getJobId()).isEqualTo("b");
    }
  }

  @Test
  void theEmbeddedRedisGivesFsync() {
    try (Rig rig = rig()) {
      var result =
          Calls.enqueue(
              rig,
              Rig.job("q", "a")
                  .setDurability(
                      Durability.newBuilder().setClass_(DurabilityClass.DURABILITY_CLASS_FSYNC))
                  .build());
      assertThat(result.getAccepted().getJobId()).isEqualTo("a");
    }
  }

  @Test
  void aSessionResumesOnAnotherRuntimeWithItsTokens() {
    try (Rig one = rig();
        Rig two = rig()) {
      one.enqueue("q", "a", "b");
      StreamWorker before = StreamWorker.open(one.newChannel(), "w1");
      before.credit("q", 2);
      List<Delivery> both = before.awaitDeliveries(2);
      Delivery running = both.get(0);
      Delivery justBegun = both.get(1);
      before.started(running);
      await().until(() -> one.stats("q").getRunning() == 1);

      try (StreamWorker after = StreamWorker.open(two.channel, "w1")) {
        // The other runtime hears of the start of the second job; the first one never does.
        after.started(justBegun);
        await().until(() -> two.stats("q").getRunning() == 2);
        before.cancel();
        after.heartbeat(running, justBegun);
        await()
            .untilAsserted(
                () -> {
                  assertThat(session(two, "w1").getHeld()).isEqualTo(2);
                  assertThat(session(two, "w1").getRuntimeId()).isEqualTo(two.server.runtimeId());
                });
        assertThat(two.stats("q").getRunning())
            .as("the break gives back only what nobody started")
            .isEqualTo(2);
        assertThat(after.ack(running).hasStatus()).isFalse();
        assertThat(after.ack(justBegun).hasStatus()).isFalse();
        assertThat(two.stats("q").getCompletedTotal()).isEqualTo(2);
      }
    }
  }

  private static Session session(Rig rig, String id) {
    return rig
        .admin()
        .listSessions(ListSessionsRequest.getDefaultInstance())
        .getSessionsList()
        .stream()
        .filter(session -> session.getSessionId().equals(id))
        .findFirst()
        .orElse(Session.getDefaultInstance());
  }

  private static RuntimeStatus status(Rig asked, String runtimeId) {
    return asked
        .fleet()
        .listRuntimes(ListRuntimesRequest.getDefaultInstance())
        .getRuntimesList()
        .stream()
        .filter(status -> status.getRuntimeId().equals(runtimeId))
        .findFirst()
        .orElse(RuntimeStatus.getDefaultInstance());
  }

  @Test
  void aDirectiveWrittenThroughOneRuntimeDrainsTheOther() {
    try (Rig one = rig();
        Rig two = rig();
        StreamWorker worker = StreamWorker.open(two.channel, "w1")) {
      worker.credit("q", 5);
      one.fleet()
          .putDirectives(
              PutDirectivesRequest.newBuilder()
                  .addDirectives(
                      Directive.newBuilder()
                          .setRuntimeId(two.server.runtimeId())
                          .setBootId(two.server.identity().bootId())
                          .setEpoch(1)
                          .setMode(Directive.Mode.MODE_DRAIN)
                          .setExpiresAtMs(System.currentTimeMillis() + 20_000)
                          .setReason("rotation"))
                  .build());
      worker.await(ServerMessage::hasDrain);
      await().until(() -> status(one, two.server.runtimeId()).getPhase() == Phase.PHASE_DRAINING);
      assertThat(status(two, one.server.runtimeId()).getPhase()).isEqualTo(Phase.PHASE_SERVING);
      one.enqueue("q", "a");
      try (StreamWorker elsewhere = StreamWorker.open(one.channel, "w2")) {
        elsewhere.credit("q", 1);
        assertThat(elsewhere.awaitDelivery().getJobId()).isEqualTo("a");
      }
      assertThat(worker.unread()).noneMatch(ServerMessage::hasDeliver);
    }
  }

  @Test
  void aStoppingRuntimeDrainsWithItsListenerOpenThenClosesIt() throws Exception {
    RuntimeServer server =
        RuntimeServer.start(config(Map.of("drain-lag", "2s", "stream-grace", "3s")));
    try (Rig rig = new Rig(server);
        Rig other = rig()) {
      rig.enqueue("q", "a", "b");
      StreamWorker worker = StreamWorker.open(rig.newChannel(), "w1");
      worker.credit("q", 2);
      List<Delivery> both = worker.awaitDeliveries(2);
      worker.started(both.get(0));
      await().until(() -> other.stats("q").getRunning() == 1);

      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(() -> server.drainAndStop("SIGTERM"));
      assertThat(worker.await(ServerMessage::hasDrain).getDrain().getScopeValue()).isEqualTo(1);
      await().until(() -> status(other, server.runtimeId()).getPhase() == Phase.PHASE_STOPPING);
      // The balancer still sends newcomers: they are served, and told to go on.
      rig.enqueueOver(rig.newChannel(), "q", "c");
      assertThat(stopping).isNotDone();
      // What was running is settled on the stream that goes.
      assertThat(worker.ack(both.get(0)).hasStatus()).isFalse();
      worker.halfClose();
      assertThat(worker.awaitEnd()).isNull();
      stopping.get(15, TimeUnit.SECONDS);

      assertThat(other.stats("q").getCompletedTotal()).isEqualTo(1);
      await().until(() -> other.stats("q").getReady() == 2);
      assertThat(status(other, server.runtimeId()).getRuntimeId())
          .as("it left the fleet at once")
          .isEmpty();
      assertThatThrownBy(() -> rig.enqueueOver(rig.newChannel(), "q", "d"))
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  @Test
  void aPortInUseIsOneClearErrorAndNothingIsLeftRunning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RuntimeConfig config = config(Map.of("listen-port", Integer.toString(taken.getLocalPort())));
      assertThatThrownBy(() -> RuntimeServer.start(config))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("--listen-port");
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .filteredOn(name -> name.startsWith("tidegate"))
                    .isEmpty());
  }

  @Test
  void aRedisThatIsNotThereIsOneClearError() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    RuntimeConfig config = RuntimeConfig.of(Map.of("redis", "redis://127.0.0.1:" + free));
    assertThatThrownBy(() -> RuntimeServer.start(config))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("--redis: no Redis answers at");
  }

  @Test
  void aRedisThatDropsJobsIsRefused() {
    try (EmbeddedRedis lossy =
        EmbeddedRedis.start(
            dir.resolve("lossy"), 0, List.of("--maxmemory-policy", "allkeys-lru"))) {
      assertThatThrownBy(() -> RuntimeServer.start(RuntimeConfig.of(Map.of("redis", lossy.uri()))))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("noeviction");
    }
  }

  @Test
  void withoutARedisTheEmbeddedOneKeepsTheJobsOverARestart() {
    RuntimeConfig config = Rig.quick(Map.of("data-dir", dir.resolve("own").toString()));
    try (Rig first = new Rig(RuntimeServer.start(config))) {
      first.enqueue("q", "a");
      assertThatThrownBy(() -> RuntimeServer.start(config))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("--data-dir");
    }
    try (Rig second = new Rig(RuntimeServer.start(config))) {
      assertThat(second.stats("q").getReady()).isEqualTo(1);
    }
  }
}
