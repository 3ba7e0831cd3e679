package dev.tidegate.controller.fleet;

import com.google.protobuf.ByteString;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.PortException;
import dev.tidegate.proto.fleet.v1.AcquireLeadershipRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalRequest;
import dev.tidegate.proto.fleet.v1.FleetServiceGrpc;
import dev.tidegate.proto.fleet.v1.Leadership;
import dev.tidegate.proto.fleet.v1.ListJournalRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesResponse;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.PutJournalRequest;
import dev.tidegate.proto.fleet.v1.ReleaseLeadershipRequest;
import dev.tidegate.proto.queue.v1.BatchGetStatsRequest;
import dev.tidegate.proto.queue.v1.BatchGetStatsResponse;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.ListSessionsResponse;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The fleet port over one gRPC channel; any runtime behind it answers for all. */
public final class GrpcFleet implements Fleet {
  private static final int QUEUES_PER_CALL = 100;
  private static final int SESSIONS_PER_PAGE = 1000;

  /** 100,000 sessions: beyond that the answer is cut off by somebody else's bug. */
  private static final int MAX_PAGES = 100;

  private final FleetServiceGrpc.FleetServiceBlockingStub fleet;
  private final QueueAdminServiceGrpc.QueueAdminServiceBlockingStub admin;
  private final Duration timeout;

  /**
   * A fleet behind a channel; whoever made the channel closes it.
   *
   * @param timeout of each call
   */
  public GrpcFleet(Channel channel, Duration timeout) {
    this.fleet = FleetServiceGrpc.newBlockingStub(channel);
    this.admin = QueueAdminServiceGrpc.newBlockingStub(channel);
    this.timeout = timeout;
  }

  private FleetServiceGrpc.FleetServiceBlockingStub fleetStub() {
    return fleet.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private QueueAdminServiceGrpc.QueueAdminServiceBlockingStub adminStub() {
    return admin.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Lease acquire(String holder, Duration lease) {
    AcquireLeadershipRequest request =
        AcquireLeadershipRequest.newBuilder()
            .setHolder(holder)
            .setLeaseMs(lease.toMillis())
            .build();
    Leadership granted =
        GrpcFailures.call("AcquireLeadership", () -> fleetStub().acquireLeadership(request));
    if (!granted.getHolder().equals(holder)) {
      throw new PortException(FailureKind.NOT_LEADER, "held by " + granted.getHolder());
    }
    return new Lease(
        granted.getEpoch(),
        Duration.ofMillis(granted.getRemainingMs()),
        Instant.ofEpochMilli(granted.getExpiresAtMs() - granted.getRemainingMs()),
        Instant.ofEpochMilli(granted.getPreviousExpiredAtMs()));
  }

  @Override
  public void release(String holder, long epoch) {
    ReleaseLeadershipRequest request =
        ReleaseLeadershipRequest.newBuilder().setHolder(holder).setEpoch(epoch).build();
    GrpcFailures.call("ReleaseLeadership", () -> fleetStub().releaseLeadership(request));
  }

  @Override
  public FleetView fleet() {
    ListRuntimesResponse answer =
        GrpcFailures.call(
            "ListRuntimes",
            () -> fleetStub().listRuntimes(ListRuntimesRequest.getDefaultInstance()));
    return new FleetView(
        answer.getRuntimesList().stream().map(FleetShapes::runtime).toList(),
        answer.getDirectivesList().stream().map(FleetShapes::directive).toList());
  }

  @Override
  public List<QueueView> queues(List<String> names) {
    List<QueueView> views = new ArrayList<>();
    for (int from = 0; from < names.size(); from += QUEUES_PER_CALL) {
      List<String> some = names.subList(from, Math.min(names.size(), from + QUEUES_PER_CALL));
      BatchGetStatsRequest request = BatchGetStatsRequest.newBuilder().addAllQueues(some).build();
      BatchGetStatsResponse answer =
          GrpcFailures.call("BatchGetStats", () -> adminStub().batchGetStats(request));
      if (answer.getStatsCount() != some.size()) {
        throw new PortException(
            FailureKind.PARTIAL,
            "BatchGetStats: " + answer.getStatsCount() + " of " + some.size() + " queues");
      }
      answer.getStatsList().stream().map(FleetShapes::queue).forEach(views::add);
    }
    return views;
  }

  @Override
  public List<SessionView> sessions() {
    List<SessionView> sessions = new ArrayList<>();
    String token = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      ListSessionsRequest request =
          ListSessionsRequest.newBuilder()
              .setPageSize(SESSIONS_PER_PAGE)
              .setPageToken(token)
              .build();
      ListSessionsResponse answer =
          GrpcFailures.call("ListSessions", () -> adminStub().listSessions(request));
      answer.getSessionsList().stream().map(FleetShapes::session).forEach(sessions::add);
      token = answer.getNextPageToken();
      if (token.isEmpty()) {
        return sessions;
      }
    }
    throw new PortException(FailureKind.PARTIAL, "ListSessions: more than " + MAX_PAGES + " pages");
  }

  @Override
  public void putDirectives(long epoch, List<Order> orders) {
    PutDirectivesRequest.Builder request = PutDirectivesRequest.newBuilder();
    orders.forEach(o -> request.addDirectives(FleetShapes.directive(o, epoch)));
    GrpcFailures.call("PutDirectives", () -> fleetStub().putDirectives(request.build()));
  }

  @Override
  public void drainWorkers(
      long epoch, Collection<String> tasks, boolean drain, Instant deadline, String reason) {
    DrainWorkersRequest request =
        DrainWorkersRequest.newBuilder()
            .addAllEcsTaskArns(tasks)
            .setDrain(drain)
            .setDeadlineMs(deadline.toEpochMilli())
            .setReason(reason)
            .setEpoch(epoch)
            .build();
    GrpcFailures.call("DrainWorkers", () -> adminStub().drainWorkers(request));
  }

  @Override
  public List<Note> journal() {
    return GrpcFailures.call(
            "ListJournal", () -> fleetStub().listJournal(ListJournalRequest.getDefaultInstance()))
        .getEntriesList()
        .stream()
        .map(
            e ->
                new Note(
                    e.getKey(),
                    e.getValue().toStringUtf8(),
                    Instant.ofEpochMilli(e.getWrittenAtMs())))
        .toList();
  }

  @Override
  public void putJournal(long epoch, String key, String json) {
    PutJournalRequest request =
        PutJournalRequest.newBuilder()
            .setKey(key)
            .setValue(ByteString.copyFromUtf8(json))
            .setEpoch(epoch)
            .build();
    GrpcFailures.call("PutJournal", () -> fleetStub().putJournal(request));
  }

  @Override
  public void deleteJournal(long epoch, String key) {
    DeleteJournalRequest request =
        DeleteJournalRequest.newBuilder().setKey(key).setEpoch(epoch).build();
    GrpcFailures.call("DeleteJournal", () -> fleetStub().deleteJournal(request));
  }
}
