package dev.tidegate.queue.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import dev.tidegate.proto.fleet.v1.AcquireLeadershipRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalResponse;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.FleetServiceGrpc;
import dev.tidegate.proto.fleet.v1.JournalEntry;
import dev.tidegate.proto.fleet.v1.Leadership;
import dev.tidegate.proto.fleet.v1.ListConnectionsRequest;
import dev.tidegate.proto.fleet.v1.ListConnectionsResponse;
import dev.tidegate.proto.fleet.v1.ListJournalRequest;
import dev.tidegate.proto.fleet.v1.ListJournalResponse;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesResponse;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.PutDirectivesResponse;
import dev.tidegate.proto.fleet.v1.PutJournalRequest;
import dev.tidegate.proto.fleet.v1.ReleaseLeadershipRequest;
import dev.tidegate.proto.fleet.v1.ReleaseLeadershipResponse;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.proto.fleet.v1.ServeAllRequest;
import dev.tidegate.proto.fleet.v1.ServeAllResponse;
import dev.tidegate.proto.queue.v1.Reason;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's door to the fleet: every runtime answers for all of them. */
public final class FleetEndpoint extends FleetServiceGrpc.FleetServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(FleetEndpoint.class);

  private static final long DEFAULT_LEASE_MS = 15_000;
  private static final int JOURNAL_BYTES = 64 * 1024;

  private final FleetStore fleet;
  private final String runtimeId;
  private final InstantSource clock;

  public FleetEndpoint(FleetStore fleet, String runtimeId, InstantSource clock) {
    this.fleet = fleet;
    this.runtimeId = runtimeId;
    this.clock = clock;
  }

  @Override
  public void listRuntimes(
      ListRuntimesRequest request, StreamObserver<ListRuntimesResponse> caller) {
    Replies.to(
        caller,
        () ->
            fleet
                .entries(FleetStore.Kind.RUNTIME)
                .thenCombine(fleet.directives(FleetStore.DirectiveKind.RUNTIME), this::runtimes)
                .thenCombine(fleet.nowMs(), (list, now) -> list.setObservedAtMs(now).build()));
  }

  private ListRuntimesResponse.Builder runtimes(
      Map<String, Payload> entries, List<FleetStore.StoredDirective> directives) {
    ListRuntimesResponse.Builder list = ListRuntimesResponse.newBuilder().setAnsweredBy(runtimeId);
    entries.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> read(entry.getValue(), RuntimeStatus::parseFrom))
        .forEach((RuntimeStatus status) -> list.addRuntimes(status));
    long now = clock.millis();
    for (FleetStore.StoredDirective stored : directives) {
      Directive directive = read(stored.value(), Directive::parseFrom);
      if (DirectiveCheck.isInForce(directive, now)) {
        list.addDirectives(directive);
      }
    }
    return list;
  }

  @Override
  public void listConnections(
      ListConnectionsRequest request, StreamObserver<ListConnectionsResponse> caller) {
    Replies.to(
        caller,
        () -> {
          String id = Check.jobId(request.getRuntimeId(), "runtime_id").value();
          return fleet
              .entry(FleetStore.Kind.CONNECTIONS, id)
              .thenApply(
                  found ->
                      found
                          .map(value -> read(value, ListConnectionsResponse::parseFrom))
                          .orElseThrow(() -> new Refused(noRuntime(id))));
        });
  }

  private static Problem noRuntime(String id) {
    return Problem.of(
        Code.NOT_FOUND, Reason.REASON_RUNTIME_NOT_FOUND, "no living runtime has the id " + id);
  }

  @Override
  public void putDirectives(
      PutDirectivesRequest request, StreamObserver<PutDirectivesResponse> caller) {
    Replies.to(
        caller,
        () -> {
          long now = clock.millis();
          long ttl = DirectiveCheck.all(request.getDirectivesList(), now);
          Map<String, Payload> values = new HashMap<>();
          request
              .getDirectivesList()
              .forEach(
                  directive ->
                      values.put(directive.getRuntimeId(), Payload.wrap(directive.toByteArray())));
          return fleet
              .putDirectives(
                  FleetStore.DirectiveKind.RUNTIME,
                  request.getDirectives(0).getEpoch(),
                  values,
                  ttl)
              .thenApply(done -> PutDirectivesResponse.getDefaultInstance());
        });
  }

  @Override
  public void serveAll(ServeAllRequest request, StreamObserver<ServeAllResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.text(request.getReason(), 200, "reason");
          LOG.warn("serve-all: every directive and drain is removed: {}", request.getReason());
          return fleet
              .clearDirectives(FleetStore.DirectiveKind.RUNTIME)
              .thenCombine(
                  fleet.clearDirectives(FleetStore.DirectiveKind.WORKER),
                  (directives, drains) ->
                      ServeAllResponse.newBuilder()
                          .setDirectivesRemoved(directives)
                          .setWorkerDrainsRemoved(drains)
                          .build());
        });
  }

  // ---- leader lease

  @Override
  public void acquireLeadership(
      AcquireLeadershipRequest request, StreamObserver<Leadership> caller) {
    Replies.to(
        caller,
        () -> {
          String holder = holder(request.getHolder());
          long lease = request.getLeaseMs() == 0 ? DEFAULT_LEASE_MS : request.getLeaseMs();
          Check.range(lease, 1_000, 60_000, "lease_ms");
          return fleet.acquireLeadership(holder, lease).thenApply(FleetEndpoint::leadership);
        });
  }

  private static String holder(String holder) {
    Check.that(!holder.isEmpty(), "holder", "must not be empty");
    return Check.text(holder, 200, "holder");
  }

  private static Leadership leadership(FleetStore.LeaderLease lease) {
    if (!lease.granted()) {
      throw new Refused(
          new Problem(
              Code.FAILED_PRECONDITION,
              Reason.REASON_NOT_LEADER,
              lease.holder() + " holds the lease",
              Map.of("holder", lease.holder(), "epoch", Long.toString(lease.epoch())),
              OptionalLong.of(Math.max(0, lease.remainingMs()))));
    }
    return Leadership.newBuilder()
        .setHolder(lease.holder())
        .setEpoch(lease.epoch())
        .setExpiresAtMs(lease.expiresAtMs())
        .setRemainingMs(lease.remainingMs())
        .setPreviousExpiredAtMs(lease.previousExpiredAtMs())
        .build();
  }

  @Override
  public void releaseLeadership(
      ReleaseLeadershipRequest request, StreamObserver<ReleaseLeadershipResponse> caller) {
    Replies.to(
        caller,
        () ->
            fleet
                .releaseLeadership(holder(request.getHolder()), request.getEpoch())
                .thenApply(done -> ReleaseLeadershipResponse.getDefaultInstance()));
  }

  // ---- journal

  @Override
  public void putJournal(PutJournalRequest request, StreamObserver<JournalEntry> caller) {
    Replies.to(
        caller,
        () -> {
          if (request.getValue().size() > JOURNAL_BYTES) {
            throw new Refused(Problem.tooLarge("value", "must have at most 65536 bytes"));
          }
          Check.range(request.getEpoch(), 1, Long.MAX_VALUE, "epoch");
          return fleet
              .putJournal(
                  key(request.getKey()),
                  Payload.wrap(request.getValue().toByteArray()),
                  request.getEpoch())
              .thenApply(FleetEndpoint::entry);
        });
  }

  private static String key(String key) {
    Check.that(!key.isEmpty(), "key", "must not be empty");
    return Check.text(key, 200, "key");
  }

  private static JournalEntry entry(FleetStore.JournalEntry entry) {
    return JournalEntry.newBuilder()
        .setKey(entry.key())
        .setValue(ByteString.copyFrom(entry.value().array()))
        .setEpoch(entry.epoch())
        .setWrittenAtMs(entry.writtenAtMs())
        .build();
  }

  @Override
  public void deleteJournal(
      DeleteJournalRequest request, StreamObserver<DeleteJournalResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.range(request.getEpoch(), 1, Long.MAX_VALUE, "epoch");
          return fleet
              .deleteJournal(key(request.getKey()), request.getEpoch())
              .thenApply(done -> DeleteJournalResponse.getDefaultInstance());
        });
  }

  @Override
  public void listJournal(ListJournalRequest request, StreamObserver<ListJournalResponse> caller) {
    Replies.to(
        caller,
        () ->
            fleet
                .journal(Check.text(request.getPrefix(), 200, "prefix"))
                .thenApply(
                    entries ->
                        ListJournalResponse.newBuilder()
                            .addAllEntries(entries.stream().map(FleetEndpoint::entry).toList())
                            .build()));
  }

  private interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private static <T> T read(Payload value, Parser<T> parser) {
    try {
      return parser.parse(value.array());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("an entry of the registry cannot be read", unreadable);
    }
  }
}
