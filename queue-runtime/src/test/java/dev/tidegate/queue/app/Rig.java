package dev.tidegate.queue.app;

import com.google.protobuf.ByteString;
import dev.tidegate.proto.fleet.v1.FleetServiceGrpc;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.GetStatsRequest;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.store.MemoryFleetStore;
import dev.tidegate.queue.store.MemoryQueueStore;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A running runtime and a client's channel to it, over a real socket. */
final class Rig implements AutoCloseable {
  final RuntimeServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();
  final ManagedChannel channel;

  Rig(RuntimeServer server) {
    this.server = server;
    this.channel = newChannel();
  }

  /** On a store in memory, for what does not depend on Redis. */
  static Rig inMemory() {
    return inMemory(
        new MemoryQueueStore(InstantSource.system(), new Random(1)),
        new MemoryFleetStore(InstantSource.system()));
  }

  static Rig inMemory(MemoryQueueStore jobs, MemoryFleetStore fleet) {
    return new Rig(RuntimeServer.start(quick(Map.of()), memoryBackend(jobs, fleet)));
  }

  static Backend memoryBackend(MemoryQueueStore jobs, MemoryFleetStore fleet) {
    return new Backend(jobs, fleet, DurabilityClass.DURABILITY_CLASS_MEMORY, () -> {});
  }

  /** Short times, so that tests of stopping do not take long. */
  static RuntimeConfig quick(Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of("drain-lag", "500ms", "stream-grace", "1s", "heartbeat-interval", "500ms"));
    settings.putAll(more);
    return RuntimeConfig.of(settings);
  }

  /** Another connection, and nothing shared with the others. */
  ManagedChannel newChannel() {
    ManagedChannel fresh =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    channels.add(fresh);
    return fresh;
  }

  ProducerServiceGrpc.ProducerServiceBlockingStub producer() {
    return ProducerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  WorkerServiceGrpc.WorkerServiceBlockingStub pull() {
    return WorkerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  QueueAdminServiceGrpc.QueueAdminServiceBlockingStub admin() {
    return QueueAdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  FleetServiceGrpc.FleetServiceBlockingStub fleet() {
    return FleetServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  QueueStats stats(String queue) {
    return admin().getStats(GetStatsRequest.newBuilder().setQueue(queue).build());
  }

  /** Enqueues jobs with these ids; fails the test unless all are accepted. */
  void enqueue(String queue, String... ids) {
    EnqueueRequest.Builder request = EnqueueRequest.newBuilder();
    for (String id : ids) {
      request.addJobs(job(queue, id));
    }
    for (EnqueueResult result : producer().enqueue(request.build()).getResultsList()) {
      if (!result.hasAccepted()) {
        throw new AssertionError("not accepted: " + result);
      }
    }
  }

  /** Enqueues one job over another connection. */
  void enqueueOver(ManagedChannel other, String queue, String id) {
    EnqueueResult result =
        ProducerServiceGrpc.newBlockingStub(other)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .enqueue(EnqueueRequest.newBuilder().addJobs(job(queue, id)).build())
            .getResults(0);
    if (!result.hasAccepted()) {
      throw new AssertionError("not accepted: " + result);
    }
  }

  static Job.Builder job(String queue, String id) {
    return Job.newBuilder()
        .setClientJobId(id)
        .setQueue(queue)
        .setType("test")
        .setBody(ByteString.copyFromUtf8("body of " + id))
        .setExpectedDurationMs(1_000);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }
}
