package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.GetStatsRequest;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.queue.grpc.OffLoop;
import dev.tidegate.queue.store.MemoryFleetStore;
import dev.tidegate.queue.store.MemoryQueueStore;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stands beside the queue's own services. */
class ServicesTest {
  private final MemoryQueueStore store =
      new MemoryQueueStore(InstantSource.system(), new Random(1));

  private Rig rig(Map<String, String> settings) {
    return new Rig(
        RuntimeServer.start(
            Rig.quick(settings),
            Rig.memoryBackend(store, new MemoryFleetStore(InstantSource.system()))));
  }

  private static ServingStatus health(Rig rig, String service) {
    return HealthGrpc.newBlockingStub(rig.channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void reflectionNamesEveryServiceAndChannelzTheServer() throws Exception {
    try (Rig rig = rig(Map.of())) {
      CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> ask =
          ServerReflectionGrpc.newStub(rig.channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable problem) {
                      answer.completeExceptionally(problem);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      assertThat(answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(
              "tidegate.queue.v1.ProducerService",
              "tidegate.queue.v1.WorkerService",
              "tidegate.queue.v1.QueueAdminService",
              "tidegate.fleet.v1.FleetService",
              "grpc.health.v1.Health");
      ask.onCompleted();
      assertThat(
              ChannelzGrpc.newBlockingStub(rig.channel)
                  .getServers(GetServersRequest.getDefaultInstance())
                  .getServerCount())
          .isPositive();
    }
  }

  @Test
  void readinessFollowsTheStoreWhileThePortStaysOpen() {
    try (Rig rig = rig(Map.of())) {
      assertThat(health(rig, "")).isEqualTo(ServingStatus.SERVING);
      store.setAvailable(false);
      await().until(() -> health(rig, "") == ServingStatus.NOT_SERVING);
      assertThat(health(rig, "tidegate.queue.v1.ProducerService"))
          .isEqualTo(ServingStatus.NOT_SERVING);
      StatusRuntimeException away =
          catchThrowableOfType(StatusRuntimeException.class, () -> rig.enqueue("q", "a"));
      assertThat(away.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(Calls.reason(away)).isEqualTo("STORE_UNAVAILABLE");
      assertThat(Calls.retry(io.grpc.protobuf.StatusProto.fromThrowable(away))).isPresent();
      store.setAvailable(true);
      await().until(() -> health(rig, "") == ServingStatus.SERVING);
    }
  }

  @Test
  void aRuntimeForMaintenanceOnlyServesOperatorsButNoProducers() {
    try (Rig rig = rig(Map.of("maintenance-only", "true"))) {
      assertThat(rig.stats("q").getReady()).isZero();
      StatusRuntimeException refused =
          catchThrowableOfType(StatusRuntimeException.class, () -> rig.enqueue("q", "a"));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void countersAndGaugesFollowTheJobs() {
    try (Rig rig = rig(Map.of());
        StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      rig.enqueue("q", "a", "b");
      worker.credit("q", 2);
      worker.awaitDeliveries(2).forEach(worker::ack);
      var meters = rig.server.meters();
      assertThat(meters.counter("tidegate.jobs.enqueued").count()).isEqualTo(2);
      assertThat(meters.counter("tidegate.jobs.delivered").count()).isEqualTo(2);
      assertThat(meters.counter("tidegate.jobs.settled").count()).isEqualTo(2);
      assertThat(meters.get("tidegate.sessions").gauge().value()).isEqualTo(1);
    }
  }

  private static StatusRuntimeException callOn(Executor pool) throws Exception {
    Server server =
        NettyServerBuilder.forPort(0)
            .directExecutor()
            .addService(
                ServerInterceptors.intercept(
                    new QueueAdminServiceGrpc.QueueAdminServiceImplBase() {
                      @Override
                      public void getStats(
                          GetStatsRequest request,
                          StreamObserver<dev.tidegate.proto.queue.v1.QueueStats> caller) {
                        throw new IllegalStateException("planted");
                      }
                    },
                    new OffLoop(pool)))
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    try {
      return catchThrowableOfType(
          StatusRuntimeException.class,
          () ->
              QueueAdminServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(5, TimeUnit.SECONDS)
                  .getStats(GetStatsRequest.getDefaultInstance()));
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      assertThat(server.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aDefectOffTheEventLoopEndsItsCallWithAReason() throws Exception {
    try (AdminPool pool = new AdminPool()) {
      StatusRuntimeException failed = callOn(pool);
      assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(Calls.reason(failed)).isEqualTo("INTERNAL");
      assertThat(failed.getMessage()).doesNotContain("planted");
    }
  }

  @Test
  void aFullPoolAnswersThatItIsOverloaded() throws Exception {
    StatusRuntimeException refused =
        callOn(
            task -> {
              throw new RejectedExecutionException();
            });
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Calls.reason(refused)).isEqualTo("OVERLOADED");
  }
}
