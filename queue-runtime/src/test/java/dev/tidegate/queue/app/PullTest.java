package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.ExtendRequest;
import dev.tidegate.proto.queue.v1.ExtendResult;
import dev.tidegate.proto.queue.v1.Extension;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.LeaseResponse;
import dev.tidegate.proto.queue.v1.Progress;
import dev.tidegate.proto.queue.v1.ProgressReport;
import dev.tidegate.proto.queue.v1.ReportProgressRequest;
import dev.tidegate.proto.queue.v1.SettleRequest;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.StartedRequest;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PullTest {
  private final Rig rig = Rig.inMemory();

  @AfterEach
  void close() {
    rig.close();
  }

  private static LeaseRequest.Builder lease(long waitMs) {
    return LeaseRequest.newBuilder()
        .setQueue("q")
        .setMaxJobs(10)
        .setWaitMs(waitMs)
        .setSessionId("p1");
  }

  @Test
  void aPolledJobIsStartedExtendedReportedAndSettled() {
    rig.enqueue("q", "a");
    Delivery delivery = rig.pull().lease(lease(0).build()).getDeliveries(0);
    var held = StreamWorker.held(delivery);
    ExtendResult started =
        rig.pull().started(StartedRequest.newBuilder().addHeld(held).build()).getResults(0);
    assertThat(started.getExtended().getLeaseRemainingMs()).isGreaterThan(3_000);
    ExtendResult longer =
        rig.pull()
            .extend(
                ExtendRequest.newBuilder()
                    .addExtensions(Extension.newBuilder().setHeld(held).setLeaseMs(600_000))
                    .build())
            .getResults(0);
    assertThat(longer.getExtended().getLeaseRemainingMs()).isGreaterThan(500_000);
    rig.pull()
        .reportProgress(
            ReportProgressRequest.newBuilder()
                .addReports(
                    ProgressReport.newBuilder()
                        .setHeld(held)
                        .setProgress(Progress.newBuilder().setPercent(50)))
                .build());
    SettleRequest ack =
        SettleRequest.newBuilder()
            .addSettlements(
                Settlement.newBuilder()
                    .setSeq(7)
                    .setQueue("q")
                    .setJobId("a")
                    .setToken(delivery.getToken())
                    .setAck(Settlement.Ack.getDefaultInstance()))
            .build();
    SettleResult settled = rig.pull().settle(ack).getResults(0);
    assertThat(settled.getSeq()).isEqualTo(7);
    assertThat(settled.hasStatus()).isFalse();
    assertThat(rig.pull().settle(ack).getResults(0).hasStatus())
        .as("a retried settle is no error")
        .isFalse();
    assertThat(rig.stats("q").getCompletedTotal()).isEqualTo(1);
  }

  private static CompletableFuture<LeaseResponse> longPoll(Channel channel) {
    CompletableFuture<LeaseResponse> answer = new CompletableFuture<>();
    WorkerServiceGrpc.newStub(channel)
        .lease(
            lease(20_000).build(),
            new StreamObserver<LeaseResponse>() {
              @Override
              public void onNext(LeaseResponse response) {
                answer.complete(response);
              }

              @Override
              public void onError(Throwable problem) {
                answer.completeExceptionally(problem);
              }

              @Override
              public void onCompleted() {}
            });
    return answer;
  }

  @Test
  void anEmptyQueueIsSaidToBeEmptyAfterTheWait() {
    LeaseResponse answer = rig.pull().lease(lease(100).build());
    assertThat(answer.getDeliveriesCount()).isZero();
    assertThat(answer.getNotice().getReason()).isEqualTo("EMPTY");
  }

  @Test
  void aLongPollIsAnsweredAsSoonAsAJobComes() throws Exception {
    CompletableFuture<LeaseResponse> poll = longPoll(rig.channel);
    await().until(() -> rig.server.keeper().load().openStreams() >= 1);
    rig.enqueue("q", "a");
    assertThat(poll.get(2, TimeUnit.SECONDS).getDeliveries(0).getJobId()).isEqualTo("a");
  }

  @Test
  void aPollWhoseCallerLeftLosesNoJob() {
    ManagedChannel leaver = rig.newChannel();
    CompletableFuture<LeaseResponse> poll = longPoll(leaver);
    await().until(() -> rig.server.keeper().load().openStreams() >= 1);
    leaver.shutdownNow();
    assertThat(poll).failsWithin(Duration.ofSeconds(5));
    await().until(() -> rig.server.keeper().load().openStreams() == 0);
    rig.enqueue("q", "a");
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> rig.pull().lease(lease(0).build()).getDeliveriesCount() == 1);
  }

  @Test
  void aJobStartedOnDeliveryHasItsFullLeaseAtOnce() {
    rig.enqueue("q", "a");
    Delivery delivery =
        rig.pull().lease(lease(0).setStartedOnDelivery(true).build()).getDeliveries(0);
    assertThat(delivery.getLeaseRemainingMs()).isEqualTo(delivery.getRunningLeaseMs());
    assertThat(rig.stats("q").getRunning()).isEqualTo(1);
  }
}
