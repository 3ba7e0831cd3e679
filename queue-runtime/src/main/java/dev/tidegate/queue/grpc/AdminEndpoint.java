package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.BatchGetStatsRequest;
import dev.tidegate.proto.queue.v1.BatchGetStatsResponse;
import dev.tidegate.proto.queue.v1.CancelOperationRequest;
import dev.tidegate.proto.queue.v1.Cron;
import dev.tidegate.proto.queue.v1.DeleteCronRequest;
import dev.tidegate.proto.queue.v1.DeleteCronResponse;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.DrainWorkersResponse;
import dev.tidegate.proto.queue.v1.ExplainRequest;
import dev.tidegate.proto.queue.v1.ExplainResponse;
import dev.tidegate.proto.queue.v1.ExportRequest;
import dev.tidegate.proto.queue.v1.GetConfigRequest;
import dev.tidegate.proto.queue.v1.GetOperationRequest;
import dev.tidegate.proto.queue.v1.GetStatsRequest;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.ListCronsRequest;
import dev.tidegate.proto.queue.v1.ListCronsResponse;
import dev.tidegate.proto.queue.v1.ListJobsRequest;
import dev.tidegate.proto.queue.v1.ListJobsResponse;
import dev.tidegate.proto.queue.v1.ListQueuesRequest;
import dev.tidegate.proto.queue.v1.ListQueuesResponse;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.ListSessionsResponse;
import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.proto.queue.v1.PurgeRequest;
import dev.tidegate.proto.queue.v1.PutCronRequest;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.RedriveRequest;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStore;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Operators and the controller. */
public final class AdminEndpoint extends QueueAdminServiceGrpc.QueueAdminServiceImplBase {
  /** Keeps a page of full-sized bodies below the 4 MiB that clients accept by default. */
  private static final int PAGE_WITH_BODIES = 12;

  private final QueueStore store;
  private final SessionDirectory sessions;
  private final OperationDesk operations;

  public AdminEndpoint(QueueStore store, SessionDirectory sessions, OperationDesk operations) {
    this.store = store;
    this.sessions = sessions;
    this.operations = operations;
  }

  // ---- statistics and settings

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> caller) {
    Replies.to(
        caller,
        () ->
            store
                .queues(pageSize(request.getPageSize(), 100, 1_000), pageToken(request))
                .thenCompose(
                    page ->
                        Stages.all(page.items().stream().map(this::statsOf).toList())
                            .thenApply(
                                stats ->
                                    ListQueuesResponse.newBuilder()
                                        .addAllQueues(stats)
                                        .setNextPageToken(page.nextPageToken())
                                        .build())));
  }

  private static String pageToken(ListQueuesRequest request) {
    return Check.text(request.getPageToken(), 1_000, "page_token");
  }

  private CompletionStage<QueueStats> statsOf(QueueName queue) {
    return store.stats(queue).thenApply(AdminMapping::stats);
  }

  @Override
  public void getStats(GetStatsRequest request, StreamObserver<QueueStats> caller) {
    Replies.to(caller, () -> statsOf(Check.queue(request.getQueue(), "queue")));
  }

  @Override
  public void batchGetStats(
      BatchGetStatsRequest request, StreamObserver<BatchGetStatsResponse> caller) {
    Replies.to(
        caller,
        () -> {
          int asked = request.getQueuesCount();
          Check.that(asked >= 1 && asked <= 100, "queues", "must have 1..100 entries");
          var all =
              request.getQueuesList().stream()
                  .map(name -> Check.queue(name, "queues"))
                  .map(this::statsOf)
                  .toList();
          return Stages.all(all)
              .thenApply(stats -> BatchGetStatsResponse.newBuilder().addAllStats(stats).build());
        });
  }

  @Override
  public void getConfig(GetConfigRequest request, StreamObserver<QueueConfig> caller) {
    Replies.to(
        caller,
        () -> {
          QueueName queue = Check.queue(request.getQueue(), "queue");
          return store
              .settings(queue)
              .thenApply(settings -> AdminMapping.config(queue.value(), settings));
        });
  }

  @Override
  public void updateConfig(UpdateConfigRequest request, StreamObserver<QueueConfig> caller) {
    Replies.to(
        caller,
        () -> {
          QueueName queue = Check.queue(request.getConfig().getQueue(), "config.queue");
          return store
              .updateSettings(queue, AdminMapping.settings(request.getConfig()))
              .thenApply(settings -> AdminMapping.config(queue.value(), settings));
        });
  }

  // ---- jobs

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> caller) {
    Replies.to(
        caller,
        () -> {
          QueueName queue = Check.queue(request.getQueue(), "queue");
          JobState state = States.listable(request.getState(), "state");
          String type = request.getType().isEmpty() ? "" : Check.type(request.getType(), "type");
          boolean bodies = !request.getWithoutBodies();
          int size = pageSize(request.getPageSize(), 20, 100);
          return store
              .list(
                  queue,
                  state,
                  bodies ? Math.min(size, PAGE_WITH_BODIES) : size,
                  Check.text(request.getPageToken(), 1_000, "page_token"))
              .thenApply(
                  page -> {
                    ListJobsResponse.Builder response = ListJobsResponse.newBuilder();
                    page.items().stream()
                        .filter(job -> type.isEmpty() || job.type().equals(type))
                        .forEach(job -> response.addJobs(JobMapping.view(queue, job, bodies)));
                    return response.setNextPageToken(page.nextPageToken()).build();
                  });
        });
  }

  static int pageSize(int asked, int usual, int most) {
    return asked == 0 ? usual : (int) Check.range(asked, 1, most, "page_size");
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> caller) {
    Replies.to(
        caller,
        () ->
            new Explanation(store, sessions)
                .of(
                    Check.queue(request.getQueue(), "queue"),
                    Check.jobId(request.getJobId(), "job_id")));
  }

  @Override
  public void export(ExportRequest request, StreamObserver<JobView> caller) {
    try {
      QueueName queue = Check.queue(request.getQueue(), "queue");
      var states = States.listable(request.getStatesList(), "states");
      new ExportRun(store, queue, states, (ServerCallStreamObserver<JobView>) caller).open();
    } catch (Refused refused) {
      caller.onError(refused.problem().toException());
    }
  }

  // ---- sessions

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> caller) {
    Replies.to(caller, () -> sessions.list(request));
  }

  @Override
  public void drainWorkers(
      DrainWorkersRequest request, StreamObserver<DrainWorkersResponse> caller) {
    Replies.to(caller, () -> sessions.drain(request));
  }

  // ---- operations

  @Override
  public void redrive(RedriveRequest request, StreamObserver<Operation> caller) {
    Replies.to(caller, () -> operations.redrive(request));
  }

  @Override
  public void purge(PurgeRequest request, StreamObserver<Operation> caller) {
    Replies.to(caller, () -> operations.purge(request));
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> caller) {
    Replies.to(caller, () -> operations.get(request.getQueue(), request.getOperationId()));
  }

  @Override
  public void cancelOperation(CancelOperationRequest request, StreamObserver<Operation> caller) {
    Replies.to(caller, () -> operations.cancel(request.getQueue(), request.getOperationId()));
  }

  // ---- part of the contract, not served yet

  @Override
  public void putCron(PutCronRequest request, StreamObserver<Cron> caller) {
    caller.onError(Problem.notSupported("PutCron").toException());
  }

  @Override
  public void deleteCron(DeleteCronRequest request, StreamObserver<DeleteCronResponse> caller) {
    caller.onError(Problem.notSupported("DeleteCron").toException());
  }

  @Override
  public void listCrons(ListCronsRequest request, StreamObserver<ListCronsResponse> caller) {
    caller.onError(Problem.notSupported("ListCrons").toException());
  }

  /** Which states can be listed or purged. */
  static final class States {
    private static final Set<JobState> LISTABLE =
        Set.of(
            JobState.SCHEDULED,
            JobState.READY,
            JobState.DELIVERED,
            JobState.RUNNING,
            JobState.DONE,
            JobState.DEAD);

    private States() {}

    static JobState listable(dev.tidegate.proto.queue.v1.JobState state, String field) {
      return of(
          state, LISTABLE, field, "must be SCHEDULED, READY, DELIVERED, RUNNING, DONE or DEAD");
    }

    static java.util.List<JobState> listable(
        java.util.List<dev.tidegate.proto.queue.v1.JobState> states, String field) {
      Check.that(!states.isEmpty(), field, "must name at least one state");
      return states.stream().distinct().map(state -> listable(state, field)).toList();
    }

    static JobState of(
        dev.tidegate.proto.queue.v1.JobState state,
        Set<JobState> allowed,
        String field,
        String rule) {
      for (JobState candidate : allowed) {
        if (state.name().equals("JOB_STATE_" + candidate)) {
          return candidate;
        }
      }
      throw new Refused(Problem.invalid(field, rule));
    }
  }
}
