package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.tidegate.proto.queue.v1.CancelOperationRequest;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Drain;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.ExplainRequest;
import dev.tidegate.proto.queue.v1.ExplainResponse;
import dev.tidegate.proto.queue.v1.ExportRequest;
import dev.tidegate.proto.queue.v1.GetConfigRequest;
import dev.tidegate.proto.queue.v1.GetOperationRequest;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.ListJobsRequest;
import dev.tidegate.proto.queue.v1.ListQueuesRequest;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.proto.queue.v1.PurgeRequest;
import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.RedriveRequest;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminTest {
  private final Rig rig = Rig.inMemory();

  @AfterEach
  void close() {
    rig.close();
  }

  private void bury(String queue, int jobs) {
    try (StreamWorker worker = StreamWorker.open(rig.channel, "undertaker")) {
      for (int i = 0; i < jobs; i++) {
        rig.enqueue(queue, "dead-" + i);
      }
      worker.credit(queue, jobs);
      worker.awaitDeliveries(jobs).forEach(delivery -> worker.fail(delivery, true));
    }
    assertThat(rig.stats(queue).getDead()).isEqualTo(jobs);
  }

  private Operation operation(Operation begun) {
    return rig.admin()
        .getOperation(
            GetOperationRequest.newBuilder()
                .setQueue(begun.getQueue())
                .setOperationId(begun.getOperationId())
                .build());
  }

  private Operation ended(Operation begun) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> operation(begun), o -> o.getState() != Operation.State.STATE_RUNNING);
  }

  @Test
  void redrivingMakesDeadJobsReadyInPacedStepsAndCountsThem() {
    bury("q", 30);
    RedriveRequest request =
        RedriveRequest.newBuilder()
            .setQueue("q")
            .setOperationId("op-1")
            .setJobsPerSecond(25)
            .build();
    long before = System.nanoTime();
    Operation begun = rig.admin().redrive(request);
    assertThat(begun.getState()).isEqualTo(Operation.State.STATE_RUNNING);
    assertThat(rig.admin().redrive(request).getOperationId())
        .as("repeating the call begins nothing new")
        .isEqualTo("op-1");
    Operation done = ended(begun);
    assertThat(done.getState()).isEqualTo(Operation.State.STATE_DONE);
    assertThat(done.getDone()).isEqualTo(30);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("25 a second, steps of 5")
        .isGreaterThan(Duration.ofMillis(900));
    assertThat(rig.stats("q").getReady()).isEqualTo(30);
    assertThat(rig.admin().redrive(request).getState()).isEqualTo(Operation.State.STATE_DONE);
  }

  @Test
  void anOperationCanBeCancelled() {
    bury("q", 20);
    Operation begun =
        rig.admin().redrive(RedriveRequest.newBuilder().setQueue("q").setJobsPerSecond(2).build());
    rig.admin()
        .cancelOperation(
            CancelOperationRequest.newBuilder()
                .setQueue("q")
                .setOperationId(begun.getOperationId())
                .build());
    assertThat(ended(begun).getState()).isEqualTo(Operation.State.STATE_CANCELLED);
    assertThat(rig.stats("q").getDead()).isGreaterThan(10);
  }

  @Test
  void purgingEmptiesTheNamedStatesOnly() {
    bury("q", 3);
    rig.enqueue("q", "a", "b", "c", "d");
    Calls.enqueue(
        rig, Rig.job("q", "later").setNotBeforeMs(System.currentTimeMillis() + 3_600_000).build());
    Operation begun =
        rig.admin()
            .purge(
                PurgeRequest.newBuilder()
                    .setQueue("q")
                    .addStates(JobState.JOB_STATE_READY)
                    .addStates(JobState.JOB_STATE_DEAD)
                    .setJobsPerSecond(1_000)
                    .build());
    Operation done = ended(begun);
    assertThat(done.getState()).isEqualTo(Operation.State.STATE_DONE);
    assertThat(done.getDone()).isEqualTo(7);
    assertThat(rig.stats("q").getReady()).isZero();
    assertThat(rig.stats("q").getDead()).isZero();
    assertThat(rig.stats("q").getScheduled()).isEqualTo(1);
  }

  @Test
  void anUnknownOperationIsNotFound() {
    Throwable failed =
        catchThrowable(
            () -> operation(Operation.newBuilder().setQueue("q").setOperationId("no").build()));
    assertThat(failed).isInstanceOf(StatusRuntimeException.class);
    assertThat(Calls.reason(failed)).isEqualTo("OPERATION_NOT_FOUND");
  }

  @Test
  void queuesJobsAndExportsAreListed() {
    rig.enqueue("one", "a", "b");
    rig.enqueue("two", "c");
    var queues = rig.admin().listQueues(ListQueuesRequest.getDefaultInstance());
    assertThat(queues.getQueuesList()).extracting(q -> q.getQueue()).containsExactly("one", "two");
    var jobs =
        rig.admin()
            .listJobs(
                ListJobsRequest.newBuilder()
                    .setQueue("one")
                    .setState(JobState.JOB_STATE_READY)
                    .build());
    assertThat(jobs.getJobsList()).extracting(JobView::getJobId).containsExactly("a", "b");
    assertThat(jobs.getJobs(0).getJob().getBody().toStringUtf8()).isEqualTo("body of a");
    List<JobView> exported = new ArrayList<>();
    rig.admin()
        .export(
            ExportRequest.newBuilder()
                .setQueue("one")
                .addStates(JobState.JOB_STATE_READY)
                .addStates(JobState.JOB_STATE_DEAD)
                .build())
        .forEachRemaining(exported::add);
    assertThat(exported).extracting(JobView::getJobId).containsExactly("a", "b");
  }

  @Test
  void settingsAreChangedFieldByField() {
    QueueConfig change = QueueConfig.newBuilder().setQueue("q").setLeaseFactor(3.5).build();
    rig.admin().updateConfig(UpdateConfigRequest.newBuilder().setConfig(change).build());
    QueueConfig second = QueueConfig.newBuilder().setQueue("q").setPausedOut(true).build();
    rig.admin().updateConfig(UpdateConfigRequest.newBuilder().setConfig(second).build());
    QueueConfig now = rig.admin().getConfig(GetConfigRequest.newBuilder().setQueue("q").build());
    assertThat(now.getLeaseFactor()).isEqualTo(3.5);
    assertThat(now.getPausedOut()).isTrue();
  }

  @Test
  void aPausedQueueAndAMissingWorkerExplainAWaitingJob() {
    rig.enqueue("q", "a");
    QueueConfig pause = QueueConfig.newBuilder().setQueue("q").setPausedOut(true).build();
    rig.admin().updateConfig(UpdateConfigRequest.newBuilder().setConfig(pause).build());
    ExplainResponse why =
        rig.admin().explain(ExplainRequest.newBuilder().setQueue("q").setJobId("a").build());
    assertThat(why.getCausesList())
        .extracting(ExplainResponse.Cause::getCode)
        .containsExactly("PAUSED", "NO_WORKER", "QUEUED_BEHIND");
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w1")) {
      worker.credit("q", 1);
      assertThat(worker.await(ServerMessage::hasCreditNotice).getCreditNotice().getReason())
          .isEqualTo("PAUSED");
    }
  }

  private Session session(String id) {
    return rig
        .admin()
        .listSessions(ListSessionsRequest.getDefaultInstance())
        .getSessionsList()
        .stream()
        .filter(session -> session.getSessionId().equals(id))
        .findFirst()
        .orElse(Session.getDefaultInstance());
  }

  @Test
  void aDrainedWorkerIsToldAndConfirmedAndGetsNothingMore() {
    try (StreamWorker worker =
        StreamWorker.open(
            rig.channel, StreamWorker.hello("w1").setEcsTaskArn("arn:1").setBootId("boot"))) {
      rig.enqueue("q", "a");
      worker.credit("q", 10);
      Delivery delivery = worker.awaitDelivery();
      worker.started(delivery);
      await().until(() -> session("w1").getHeld() == 1);
      assertThat(session("w1").getEcsTaskArn()).isEqualTo("arn:1");
      assertThat(session("w1").getBusyUntilMs()).isGreaterThan(System.currentTimeMillis());
      assertThat(session("w1").getHeldWorkMs()).isEqualTo(1_000);
      assertThat(session("w1").getDraining()).isFalse();

      drain("arn:1", true, 5);
      assertThat(worker.await(ServerMessage::hasDrain).getDrain().getScope())
          .isEqualTo(Drain.Scope.SCOPE_QUIESCE);
      rig.enqueue("q", "b");
      await().atMost(Duration.ofSeconds(8)).until(() -> session("w1").getDraining());
      assertThat(rig.stats("q").getReady()).isEqualTo(1);
      worker.ack(delivery);
      await().until(() -> session("w1").getHeld() == 0);

      Throwable stale = catchThrowable(() -> drain("arn:1", false, 4));
      assertThat(Calls.reason(stale)).isEqualTo("STALE_EPOCH");
      drain("arn:1", false, 6);
      assertThat(worker.awaitDelivery().getJobId()).isEqualTo("b");
    }
    await().until(() -> session("w1").getSessionId().isEmpty());
  }

  @Test
  void aDrainedPollerGetsNothingWithANotice() {
    LeaseRequest lease =
        LeaseRequest.newBuilder()
            .setQueue("q")
            .setMaxJobs(1)
            .setSessionId("p1")
            .setEcsTaskArn("arn:2")
            .build();
    rig.enqueue("q", "a");
    assertThat(rig.pull().lease(lease).getDeliveriesCount()).isEqualTo(1);
    rig.enqueue("q", "b");
    drain("arn:2", true, 1);
    await()
        .until(
            () ->
                rig.pull()
                    .lease(lease.toBuilder().setQueue("empty").setWaitMs(100).build())
                    .getNotice()
                    .getReason()
                    .equals("DRAINING"));
    assertThat(rig.pull().lease(lease).getDeliveriesCount()).isZero();
    await().atMost(Duration.ofSeconds(8)).until(() -> session("p1").getDraining());
    assertThat(session("p1").getHeld()).isEqualTo(1);
  }

  private void drain(String arn, boolean drain, long epoch) {
    rig.admin()
        .drainWorkers(
            DrainWorkersRequest.newBuilder()
                .addEcsTaskArns(arn)
                .setDrain(drain)
                .setDeadlineMs(System.currentTimeMillis() + 60_000)
                .setReason("scale-in")
                .setEpoch(epoch)
                .build());
  }
}
