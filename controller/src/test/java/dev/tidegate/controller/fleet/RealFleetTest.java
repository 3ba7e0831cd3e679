package dev.tidegate.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tidegate.controller.model.DirectiveView;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.PortException;
import dev.tidegate.proto.queue.v1.Credit;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealFleetTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final AtomicInteger HOLDER = new AtomicInteger();
  @TempDir static Path dir;
  private static RuntimeServer runtime;
  private static ManagedChannel channel;

  private final GrpcFleet fleet = new GrpcFleet(channel, Duration.ofSeconds(10));
  private final String me = "controller-" + HOLDER.incrementAndGet();

  @BeforeAll
  static void start() {
    runtime =
        RuntimeServer.start(
            RuntimeConfig.of(
                Map.of(
                    "data-dir", dir.resolve("data").toString(),
                    "drain-lag", "200ms",
                    "stream-grace", "500ms",
                    "heartbeat-interval", "500ms")));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", runtime.port()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    runtime.close();
  }

  private Fleet.Lease lead() {
    return fleet.acquire(me, LEASE);
  }

  private void stepDown(Fleet.Lease lease) {
    fleet.release(me, lease.epoch());
  }

  @Test
  void oneHolderAtATimeAndTheEpochRises() {
    Fleet.Lease first = lead();
    assertThat(first.remaining()).isBetween(Duration.ofSeconds(25), LEASE);
    assertThat(fleet.acquire(me, LEASE).epoch()).isEqualTo(first.epoch());
    assertThatThrownBy(() -> fleet.acquire("somebody else", LEASE))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_LEADER))
        .hasMessageContaining(me);
    stepDown(first);
    Fleet.Lease second = fleet.acquire("somebody else", LEASE);
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThatThrownBy(() -> fleet.putJournal(first.epoch(), "x", "{}"))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_LEADER));
    fleet.release("somebody else", second.epoch());
  }

  @Test
  void theJournalKeepsAndStrikesNotes() {
    Fleet.Lease lease = lead();
    fleet.putJournal(lease.epoch(), "rotation/r1", "{\"a\":1}");
    assertThat(fleet.journal())
        .anyMatch(n -> n.key().equals("rotation/r1") && n.json().equals("{\"a\":1}"));
    fleet.deleteJournal(lease.epoch(), "rotation/r1");
    assertThat(fleet.journal()).noneMatch(n -> n.key().equals("rotation/r1"));
    stepDown(lease);
  }

  @Test
  void figuresComeInTheOrderInWhichTheyWereAskedForAndInSeconds() {
    ProducerServiceGrpc.newBlockingStub(channel)
        .enqueue(
            EnqueueRequest.newBuilder()
                .addJobs(
                    Job.newBuilder()
                        .setQueue("figures")
                        .setType("t")
                        .setClientJobId("j1")
                        .setExpectedDurationMs(2_500)
                        .setBody(ByteString.copyFromUtf8("x")))
                .build());
    List<QueueView> views = fleet.queues(List.of("never-used", "figures"));
    assertThat(views).extracting(QueueView::name).containsExactly("never-used", "figures");
    assertThat(views.get(0).enqueuedTotal()).isZero();
    assertThat(views.get(1).ready()).isEqualTo(1);
    assertThat(views.get(1).runnableSeconds()).isEqualTo(2.5);
    assertThat(views.get(1).enqueuedWorkSeconds()).isEqualTo(2.5);
  }

  @Test
  void aDirectiveIsObeyedThenTakenBack() {
    Fleet.Lease lease = lead();
    RuntimeView self = runtimeView();
    put(lease, drain(self), 1);
    await().until(() -> runtimeView().draining());
    assertThat(runtimeView().observedEpoch()).isEqualTo(lease.epoch());
    Optional<DirectiveView> inForce = fleet.fleet().directiveFor(self);
    assertThat(inForce).hasValueSatisfying(d -> assertThat(d.ours() && !d.plain()).isTrue());
    put(lease, DirectiveWish.serve(self, "serve"), 2);
    await().until(() -> !runtimeView().draining());
    assertThat(fleet.fleet().directiveFor(self))
        .hasValueSatisfying(d -> assertThat(d.plain()).isTrue());
    stepDown(lease);
  }

  private void put(Fleet.Lease lease, DirectiveWish wish, long generation) {
    Instant expires = lease.storeNow().plusSeconds(29);
    fleet.putDirectives(
        lease.epoch(), List.of(new Fleet.Order(wish, generation, expires, "10.0.0.1:7000")));
  }

  private static DirectiveWish drain(RuntimeView self) {
    return new DirectiveWish(
        self.id(),
        self.bootId(),
        true,
        false,
        null,
        new DirectiveWish.ShedOrder(0, 20, Duration.ofSeconds(1), "test"),
        "a test");
  }

  private RuntimeView runtimeView() {
    await().until(() -> !fleet.fleet().runtimes().isEmpty());
    return fleet.fleet().runtimes().get(0);
  }

  @Test
  void aWorkerThatIsDrainedIsConfirmedAndComesBack() {
    Fleet.Lease lease = lead();
    String arn = "arn:aws:ecs:eu-west-1:1:task/tidegate/w1";
    StreamObserver<WorkerMessage> worker = WorkerServiceGrpc.newStub(channel).work(new Ignore());
    worker.onNext(
        WorkerMessage.newBuilder()
            .setHello(
                Hello.newBuilder().setSessionId("w1").setEcsTaskArn(arn).setProtocol(1).setSlots(2))
            .build());
    worker.onNext(
        WorkerMessage.newBuilder()
            .setCredit(Credit.newBuilder().setQueue("drained").setCumulative(2))
            .build());
    await().until(() -> session(arn).isPresent());
    assertThat(session(arn).orElseThrow().released()).isFalse();
    Instant deadline = lease.storeNow().plusSeconds(60);
    fleet.drainWorkers(lease.epoch(), List.of(arn), true, deadline, "scale-in");
    await().until(() -> session(arn).filter(SessionView::released).isPresent());
    fleet.drainWorkers(lease.epoch(), List.of(arn), false, deadline, "scale-in");
    await().until(() -> session(arn).filter(s -> !s.draining()).isPresent());
    worker.onCompleted();
    stepDown(lease);
  }

  private Optional<SessionView> session(String arn) {
    return fleet.sessions().stream().filter(s -> s.taskArn().equals(arn)).findFirst();
  }

  private static final class Ignore implements StreamObserver<ServerMessage> {
    @Override
    public void onNext(ServerMessage message) {}

    @Override
    public void onError(Throwable problem) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void nobodyThereIsUnavailableAndNotEmpty() {
    ManagedChannel nowhere = NettyChannelBuilder.forAddress("127.0.0.1", 1).usePlaintext().build();
    try {
      GrpcFleet none = new GrpcFleet(nowhere, Duration.ofSeconds(2));
      assertThatThrownBy(none::sessions)
          .isInstanceOfSatisfying(
              PortException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE));
    } finally {
      nowhere.shutdownNow();
    }
  }
}
