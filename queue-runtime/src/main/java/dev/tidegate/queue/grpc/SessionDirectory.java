package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.DrainWorkersResponse;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.ListSessionsResponse;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The sessions of the whole fleet, and the drains of their workers. */
public final class SessionDirectory {
  private static final int MOST_TASKS = 100;

  private final FleetStore fleet;
  private final InstantSource clock;

  public SessionDirectory(FleetStore fleet, InstantSource clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  CompletionStage<List<Session>> all() {
    return fleet.entries(FleetStore.Kind.SESSION).thenApply(entries -> SessionList.merged(entries));
  }

  CompletionStage<ListSessionsResponse> list(ListSessionsRequest request) {
    String queue =
        request.getQueue().isEmpty() ? "" : Check.queue(request.getQueue(), "queue").value();
    int size = AdminEndpoint.pageSize(request.getPageSize(), 100, 1_000);
    String after = Check.text(request.getPageToken(), 100, "page_token");
    return all().thenApply(sessions -> page(sessions, queue, after, size));
  }

  private static ListSessionsResponse page(
      List<Session> sessions, String queue, String after, int size) {
    List<Session> rest =
        sessions.stream()
            .filter(session -> session.getSessionId().compareTo(after) > 0)
            .filter(session -> queue.isEmpty() || session.getQueuesList().contains(queue))
            .toList();
    List<Session> page = rest.subList(0, Math.min(size, rest.size()));
    String next = page.size() < rest.size() ? page.get(page.size() - 1).getSessionId() : "";
    return ListSessionsResponse.newBuilder().addAllSessions(page).setNextPageToken(next).build();
  }

  CompletionStage<DrainWorkersResponse> drain(DrainWorkersRequest request) {
    int tasks = request.getEcsTaskArnsCount();
    Check.that(tasks >= 1 && tasks <= MOST_TASKS, "ecs_task_arns", "must have 1..100 entries");
    request
        .getEcsTaskArnsList()
        .forEach(
            arn -> {
              Check.that(!arn.isEmpty(), "ecs_task_arns", "must not have empty entries");
              Check.text(arn, 500, "ecs_task_arns");
            });
    Check.text(request.getReason(), 200, "reason");
    Check.range(request.getEpoch(), 1, Long.MAX_VALUE, "epoch");
    CompletionStage<Void> written =
        request.getDrain()
            ? put(request)
            : fleet.removeDirectives(
                FleetStore.DirectiveKind.WORKER, request.getEpoch(), request.getEcsTaskArnsList());
    return written.thenApply(done -> DrainWorkersResponse.getDefaultInstance());
  }

  private CompletionStage<Void> put(DrainWorkersRequest request) {
    long ttl = request.getDeadlineMs() - clock.millis();
    Check.that(ttl >= 1 && ttl <= Check.DAY_MS, "deadline_ms", "must lie ahead, at most 24 hours");
    Map<String, Payload> values = new HashMap<>();
    for (String arn : request.getEcsTaskArnsList()) {
      DrainWorkersRequest one = request.toBuilder().clearEcsTaskArns().addEcsTaskArns(arn).build();
      values.put(arn, Payload.wrap(one.toByteArray()));
    }
    return fleet.putDirectives(FleetStore.DirectiveKind.WORKER, request.getEpoch(), values, ttl);
  }
}
