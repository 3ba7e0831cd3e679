package dev.tidegate.controller.lab;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.tidegate.proto.fleet.v1.AcquireLeadershipRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalRequest;
import dev.tidegate.proto.fleet.v1.DeleteJournalResponse;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.FleetServiceGrpc;
import dev.tidegate.proto.fleet.v1.JournalEntry;
import dev.tidegate.proto.fleet.v1.Leadership;
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
import dev.tidegate.proto.queue.v1.BatchGetStatsRequest;
import dev.tidegate.proto.queue.v1.BatchGetStatsResponse;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.DrainWorkersResponse;
import dev.tidegate.proto.queue.v1.ListSessionsRequest;
import dev.tidegate.proto.queue.v1.ListSessionsResponse;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.Session;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the runtimes and their store keep for the controller, in memory and in virtual time, behind
 * the real services of the contract. Every fence of the contract is kept.
 */
public final class FleetModel {
  private static final long MOST_AHEAD_MS = 30_000;

  private final InstantSource clock;
  private String holder = "";
  private long epoch;
  private long leaseEndsMs;
  private long previousEndMs;
  private final Map<String, Directive> directives = new TreeMap<>();
  private final Map<String, Long> workerDrains = new TreeMap<>();
  private final Map<String, JournalEntry> journal = new TreeMap<>();
  private boolean unreachable;
  private boolean statsBroken;
  private boolean zeroStats;

  private Supplier<List<RuntimeStatus>> runtimes = List::of;
  private Supplier<List<Session>> sessions = List::of;
  private Supplier<QueueStats> stats = QueueStats::getDefaultInstance;

  FleetModel(InstantSource clock) {
    this.clock = clock;
  }

  void feed(
      Supplier<List<RuntimeStatus>> runtimes,
      Supplier<List<Session>> sessions,
      Supplier<QueueStats> stats) {
    this.runtimes = runtimes;
    this.sessions = sessions;
    this.stats = stats;
  }

  /** Nobody answers. */
  public void unreachable(boolean on) {
    unreachable = on;
  }

  /** Only the queues' figures fail. */
  public void statsBroken(boolean on) {
    statsBroken = on;
  }

  /** The store has forgotten everything: every figure reads zero. */
  public void zeroStats(boolean on) {
    zeroStats = on;
  }

  public Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    journal.forEach((k, v) -> notes.put(k, v.getValue().toStringUtf8()));
    return notes;
  }

  /** The directive in force for a runtime; null = none, or it has expired. */
  public Directive directive(String runtimeId) {
    Directive directive = directives.get(runtimeId);
    boolean over =
        directive == null || (!directive.getUntilStopped() && directive.getExpiresAtMs() <= now());
    return over ? null : directive;
  }

  public boolean drainsWorker(String taskArn) {
    return workerDrains.getOrDefault(taskArn, 0L) > now();
  }

  private long now() {
    return clock.millis();
  }

  private void fence(long writer) {
    if (writer < epoch) {
      throw refused(Status.FAILED_PRECONDITION, "STALE_EPOCH");
    }
  }

  private static StatusRuntimeException refused(Status status, String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(reason)
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setDomain("tidegate.dev").setReason(reason).build()))
            .build());
  }

  private <T> void answer(StreamObserver<T> observer, Supplier<T> question) {
    if (unreachable) {
      observer.onError(Status.UNAVAILABLE.withDescription("nobody there").asRuntimeException());
      return;
    }
    try {
      T value = question.get();
      observer.onNext(value);
      observer.onCompleted();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    }
  }

  BindableService fleetService() {
    return new FleetServiceGrpc.FleetServiceImplBase() {
      @Override
      public void acquireLeadership(
          AcquireLeadershipRequest request, StreamObserver<Leadership> observer) {
        answer(observer, () -> acquire(request));
      }

      @Override
      public void releaseLeadership(
          ReleaseLeadershipRequest request, StreamObserver<ReleaseLeadershipResponse> observer) {
        answer(
            observer,
            () -> {
              if (holder.equals(request.getHolder()) && epoch == request.getEpoch()) {
                leaseEndsMs = now();
              }
              return ReleaseLeadershipResponse.getDefaultInstance();
            });
      }

      @Override
      public void listRuntimes(
          ListRuntimesRequest request, StreamObserver<ListRuntimesResponse> observer) {
        answer(observer, FleetModel.this::list);
      }

      @Override
      public void putDirectives(
          PutDirectivesRequest request, StreamObserver<PutDirectivesResponse> observer) {
        answer(observer, () -> put(request));
      }

      @Override
      public void putJournal(PutJournalRequest request, StreamObserver<JournalEntry> observer) {
        answer(observer, () -> note(request));
      }

      @Override
      public void deleteJournal(
          DeleteJournalRequest request, StreamObserver<DeleteJournalResponse> observer) {
        answer(
            observer,
            () -> {
              fence(request.getEpoch());
              journal.remove(request.getKey());
              return DeleteJournalResponse.getDefaultInstance();
            });
      }

      @Override
      public void listJournal(
          ListJournalRequest request, StreamObserver<ListJournalResponse> observer) {
        answer(
            observer,
            () -> ListJournalResponse.newBuilder().addAllEntries(journal.values()).build());
      }
    };
  }

  private Leadership acquire(AcquireLeadershipRequest request) {
    long now = now();
    boolean mine = holder.equals(request.getHolder());
    if (!mine && leaseEndsMs > now) {
      throw refused(Status.FAILED_PRECONDITION, "NOT_LEADER");
    }
    if (!mine) {
      previousEndMs = leaseEndsMs;
      epoch = Math.max(epoch + 1, now * 1000);
      holder = request.getHolder();
    }
    leaseEndsMs = now + request.getLeaseMs();
    return Leadership.newBuilder()
        .setHolder(holder)
        .setEpoch(epoch)
        .setExpiresAtMs(leaseEndsMs)
        .setRemainingMs(request.getLeaseMs())
        .setPreviousExpiredAtMs(previousEndMs)
        .build();
  }

  private ListRuntimesResponse list() {
    List<Directive> inForce = new ArrayList<>();
    for (String id : directives.keySet()) {
      Directive directive = directive(id);
      if (directive != null) {
        inForce.add(directive);
      }
    }
    return ListRuntimesResponse.newBuilder()
        .addAllRuntimes(runtimes.get())
        .addAllDirectives(inForce)
        .build();
  }

  private PutDirectivesResponse put(PutDirectivesRequest request) {
    for (Directive directive : request.getDirectivesList()) {
      fence(directive.getEpoch());
      if (directive.getExpiresAtMs() > now() + MOST_AHEAD_MS) {
        throw Status.INVALID_ARGUMENT.withDescription("expires too late").asRuntimeException();
      }
    }
    request.getDirectivesList().forEach(d -> directives.put(d.getRuntimeId(), d));
    return PutDirectivesResponse.getDefaultInstance();
  }

  private JournalEntry note(PutJournalRequest request) {
    fence(request.getEpoch());
    JournalEntry entry =
        JournalEntry.newBuilder()
            .setKey(request.getKey())
            .setValue(request.getValue())
            .setEpoch(request.getEpoch())
            .setWrittenAtMs(now())
            .build();
    journal.put(entry.getKey(), entry);
    return entry;
  }

  BindableService adminService() {
    return new QueueAdminServiceGrpc.QueueAdminServiceImplBase() {
      @Override
      public void batchGetStats(
          BatchGetStatsRequest request, StreamObserver<BatchGetStatsResponse> observer) {
        answer(
            observer,
            () -> {
              if (statsBroken) {
                throw Status.UNAVAILABLE.withDescription("no figures").asRuntimeException();
              }
              BatchGetStatsResponse.Builder all = BatchGetStatsResponse.newBuilder();
              for (String queue : request.getQueuesList()) {
                QueueStats now = zeroStats ? QueueStats.getDefaultInstance() : stats.get();
                all.addStats(now.toBuilder().setQueue(queue).setObservedAtMs(now()));
              }
              return all.build();
            });
      }

      @Override
      public void listSessions(
          ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
        answer(
            observer,
            () -> ListSessionsResponse.newBuilder().addAllSessions(sessions.get()).build());
      }

      @Override
      public void drainWorkers(
          DrainWorkersRequest request, StreamObserver<DrainWorkersResponse> observer) {
        answer(
            observer,
            () -> {
              fence(request.getEpoch());
              for (String arn : request.getEcsTaskArnsList()) {
                if (request.getDrain()) {
                  workerDrains.put(arn, request.getDeadlineMs());
                } else {
                  workerDrains.remove(arn);
                }
              }
              return DrainWorkersResponse.getDefaultInstance();
            });
      }
    };
  }

  /** When leadership ends by itself. */
  public Instant leaseEnds() {
    return Instant.ofEpochMilli(leaseEndsMs);
  }

  public long epoch() {
    return epoch;
  }

  public String holder() {
    return holder;
  }
}
