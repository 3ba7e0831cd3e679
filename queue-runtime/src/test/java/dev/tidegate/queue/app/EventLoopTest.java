package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing on the way of a job may hold an event loop: one that waits stops a thousand calls. */
class EventLoopTest {
  private static final long LIMIT_MS = 20;
  private static final int ROUNDS = 3;
  @TempDir Path dir;

  @Test
  void noTaskOfTheHotPathHoldsAnEventLoopForLong() {
    LoopWatch watch = new LoopWatch(LIMIT_MS);
    try (EmbeddedRedis redis = EmbeddedRedis.start(dir.resolve("redis"), 0);
        Rig rig = rig(redis, List.of(watch))) {
      load(rig, "warm-up");
      // A task that blocks does so in every round; a hiccup of the machine does not.
      for (int round = 1; round <= ROUNDS; round++) {
        watch.reset();
        load(rig, "round-" + round);
        assertThat(watch.watched.get()).isGreaterThan(500);
        if (watch.offences.isEmpty()) {
          return;
        }
      }
      assertThat(watch.offences).isEmpty();
    }
  }

  @Test
  void aTaskThatBlocksIsNoticed() {
    LoopWatch watch = new LoopWatch(LIMIT_MS);
    try (EmbeddedRedis redis = EmbeddedRedis.start(dir.resolve("redis"), 0);
        Rig rig = rig(redis, List.of(new Planted(), watch))) {
      rig.enqueue("q", "a");
      assertThat(watch.offences)
          .anySatisfy(o -> assertThat(o).contains("Enqueue").contains("held its event loop"));
    }
  }

  private static Rig rig(EmbeddedRedis redis, List<ServerInterceptor> around) {
    var config = Rig.quick(Map.of("redis", redis.uri()));
    return new Rig(RuntimeServer.start(config, Backends.open(config), around));
  }

  /** Blocks each call a little, as a careless service would. */
  private static final class Planted implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
          next.startCall(call, headers)) {
        @Override
        public void onHalfClose() {
          try {
            assertThat(new CountDownLatch(1).await(3 * LIMIT_MS, TimeUnit.MILLISECONDS)).isFalse();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          super.onHalfClose();
        }
      };
    }
  }

  private static void load(Rig rig, String queue) {
    try (StreamWorker worker = StreamWorker.open(rig.newChannel(), "w-" + queue)) {
      worker.credit(queue, 1_000_000);
      for (int call = 0; call < 30; call++) {
        EnqueueRequest.Builder request = EnqueueRequest.newBuilder();
        for (int i = 0; i < 20; i++) {
          request.addJobs(Rig.job(queue, call + "-" + i));
        }
        rig.producer().enqueue(request.build());
      }
      for (int call = 0; call < 8; call++) {
        EnqueueRequest.Builder large = EnqueueRequest.newBuilder();
        for (int i = 0; i < 4; i++) {
          large.addJobs(
              Rig.job(queue, "large-" + call + "-" + i)
                  .setBody(ByteString.copyFrom(new byte[250 * 1024])));
        }
        rig.producer().enqueue(large.build());
      }
      List<Delivery> all = worker.awaitDeliveries(30 * 20 + 8 * 4);
      for (Delivery delivery : all) {
        worker.started(delivery);
      }
      worker.heartbeat(all.subList(0, 256).toArray(Delivery[]::new));
      for (Delivery delivery : all) {
        assertThat(worker.ack(delivery).hasStatus()).isFalse();
      }
    }
    rig.pull().lease(LeaseRequest.newBuilder().setQueue(queue).setMaxJobs(1).setWaitMs(50).build());
  }
}
