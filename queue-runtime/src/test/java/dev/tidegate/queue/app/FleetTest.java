package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tidegate.proto.fleet.v1.AcquireLeadershipRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalRequest;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Leadership;
import dev.tidegate.proto.fleet.v1.ListConnectionsRequest;
import dev.tidegate.proto.fleet.v1.ListJournalRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.Phase;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.PutJournalRequest;
import dev.tidegate.proto.fleet.v1.ReleaseLeadershipRequest;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.proto.fleet.v1.ServeAllRequest;
import dev.tidegate.proto.fleet.v1.Shed;
import dev.tidegate.proto.queue.v1.ServerMessage;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {
  private final Rig rig = Rig.inMemory();

  @AfterEach
  void close() {
    rig.close();
  }

  private RuntimeStatus status() {
    return rig.fleet().listRuntimes(ListRuntimesRequest.getDefaultInstance()).getRuntimes(0);
  }

  private void direct(long epoch, long generation, Consumer<Directive.Builder> more) {
    Directive.Builder directive =
        Directive.newBuilder()
            .setRuntimeId(rig.server.runtimeId())
            .setBootId(rig.server.identity().bootId())
            .setEpoch(epoch)
            .setGeneration(generation)
            .setExpiresAtMs(System.currentTimeMillis() + 20_000)
            .setReason("test");
    more.accept(directive);
    rig.fleet().putDirectives(PutDirectivesRequest.newBuilder().addDirectives(directive).build());
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(rig.channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void aRuntimeShowsItselfWithItsConnections() {
    RuntimeStatus status = await().until(this::status, s -> s.getLoad().getConnections() == 1);
    assertThat(status.getRuntimeId()).isEqualTo(rig.server.runtimeId());
    assertThat(status.getPhase()).isEqualTo(Phase.PHASE_SERVING);
    assertThat(status.getStoreReady()).isTrue();
    assertThat(status.getAddress()).endsWith(":" + rig.server.port());
    await().until(() -> status().getRecentAcceptsCount() == 1);
    var connections =
        rig.fleet()
            .listConnections(
                ListConnectionsRequest.newBuilder().setRuntimeId(rig.server.runtimeId()).build());
    assertThat(connections.getConnectionsCount()).isEqualTo(1);
    Throwable unknown =
        catchThrowable(
            () ->
                rig.fleet()
                    .listConnections(
                        ListConnectionsRequest.newBuilder().setRuntimeId("none").build()));
    assertThat(Calls.reason(unknown)).isEqualTo("RUNTIME_NOT_FOUND");
  }

  @Test
  void aDrainDirectiveStopsDeliveriesUntilServeAllLiftsIt() {
    try (StreamWorker worker = StreamWorker.open(rig.newChannel(), "w1")) {
      worker.credit("q", 10);
      direct(7, 1, d -> d.setMode(Directive.Mode.MODE_DRAIN).setAdvertisedAddress("10.0.0.1:80"));
      assertThat(worker.await(ServerMessage::hasDrain).getDrain().getScopeValue())
          .as("the worker shall come back elsewhere")
          .isEqualTo(1);
      RuntimeStatus drained =
          await().until(this::status, s -> s.getPhase() == Phase.PHASE_DRAINING);
      assertThat(drained.getObservedEpoch()).isEqualTo(7);
      assertThat(drained.getObservedGeneration()).isEqualTo(1);
      assertThat(drained.getAdvertisedAddress()).isEqualTo("10.0.0.1:80");
      await().until(() -> health("") == ServingStatus.NOT_SERVING);
      rig.enqueue("q", "a");
      await()
          .during(Duration.ofMillis(1_500))
          .atMost(Duration.ofSeconds(3))
          .until(() -> rig.stats("q").getReady() == 1);

      var lifted = rig.fleet().serveAll(ServeAllRequest.newBuilder().setReason("test").build());
      assertThat(lifted.getDirectivesRemoved()).isEqualTo(1);
      assertThat(worker.awaitDelivery().getJobId()).isEqualTo("a");
      assertThat(status().getPhase()).isEqualTo(Phase.PHASE_SERVING);
      await().until(() -> health("tidegate.queue.v1.WorkerService") == ServingStatus.SERVING);
    }
  }

  @Test
  void aShedDirectiveMovesAResumableWorkerByAWord() {
    StreamWorker worker = StreamWorker.open(rig.newChannel(), "w1");
    direct(1, 1, d -> d.setShed(Shed.newBuilder().setConnections(-1).setShedId("s1")));
    assertThat(worker.await(ServerMessage::hasDrain).getDrain().getScopeValue()).isEqualTo(1);
    worker.halfClose();
    assertThat(worker.awaitEnd()).isNull();
    await().until(() -> status().getShedTotal() >= 1);
  }

  @Test
  void aDirectiveForAnEarlierStartOrAnOlderEpochIsNotFollowed() {
    direct(5, 1, d -> d.setMode(Directive.Mode.MODE_DRAIN).setBootId("another"));
    await()
        .during(Duration.ofMillis(1_500))
        .atMost(Duration.ofSeconds(3))
        .until(() -> status().getPhase() == Phase.PHASE_SERVING);
    Throwable stale = catchThrowable(() -> direct(4, 9, d -> {}));
    assertThat(Calls.reason(stale)).isEqualTo("STALE_EPOCH");
  }

  @Test
  void aDirectiveEndsByItself() {
    direct(
        5,
        1,
        d ->
            d.setMode(Directive.Mode.MODE_DRAIN)
                .setExpiresAtMs(System.currentTimeMillis() + 2_500));
    await().until(() -> status().getPhase() == Phase.PHASE_DRAINING);
    await().until(() -> status().getPhase() == Phase.PHASE_SERVING);
    assertThat(
            rig.fleet().listRuntimes(ListRuntimesRequest.getDefaultInstance()).getDirectivesCount())
        .isZero();
  }

  private Leadership acquire(String holder) {
    return rig.fleet()
        .acquireLeadership(
            AcquireLeadershipRequest.newBuilder().setHolder(holder).setLeaseMs(5_000).build());
  }

  @Test
  void oneHolderLeadsAndTheNextHasAHigherEpoch() {
    Leadership first = acquire("one");
    assertThat(acquire("one").getEpoch()).isEqualTo(first.getEpoch());
    Throwable refused = catchThrowable(() -> acquire("two"));
    assertThat(Calls.reason(refused)).isEqualTo("NOT_LEADER");
    assertThat(Calls.info(io.grpc.protobuf.StatusProto.fromThrowable(refused)).getMetadataMap())
        .containsEntry("holder", "one");
    rig.fleet()
        .releaseLeadership(
            ReleaseLeadershipRequest.newBuilder()
                .setHolder("one")
                .setEpoch(first.getEpoch())
                .build());
    assertThat(acquire("two").getEpoch()).isGreaterThan(first.getEpoch());
  }

  @Test
  void theJournalKeepsAndForgets() {
    rig.fleet()
        .putJournal(
            PutJournalRequest.newBuilder()
                .setKey("rotation/1")
                .setValue(ByteString.copyFromUtf8("begun"))
                .setEpoch(3)
                .build());
    var listed = rig.fleet().listJournal(ListJournalRequest.newBuilder().setPrefix("rot").build());
    assertThat(listed.getEntries(0).getValue().toStringUtf8()).isEqualTo("begun");
    rig.fleet()
        .deleteJournal(DeleteJournalRequest.newBuilder().setKey("rotation/1").setEpoch(3).build());
    assertThat(rig.fleet().listJournal(ListJournalRequest.getDefaultInstance()).getEntriesCount())
        .isZero();
  }
}
