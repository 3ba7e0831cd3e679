package dev.tidegate.queue.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.delivery.DrainOrder;
import dev.tidegate.queue.delivery.Drains;
import dev.tidegate.queue.delivery.SessionView;
import dev.tidegate.queue.delivery.Sessions;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.time.Ticker;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second: shows the sessions of this runtime to the fleet, and reads which workers are to be
 * drained. What is shown vanishes by itself a few seconds after the runtime does.
 */
public final class SessionBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionBoard.class);
  private static final long PERIOD_MS = 1_000;
  private static final long TTL_MS = 5_000;

  /** Ends the id of an entry that tells of a broken session. */
  static final String GONE = "~gone";

  private final String runtimeId;
  private final FleetStore fleet;
  private final Sessions sessions;
  private final Drains drains;
  private final InstantSource clock;
  private final Ticker ticker;

  /** Jobs held per shown session, by entry id. */
  private final Map<String, Integer> shown = new ConcurrentHashMap<>();

  private volatile Set<String> seen = new HashSet<>();
  private Ticker.Planned turns = () -> {};

  public SessionBoard(
      String runtimeId,
      FleetStore fleet,
      Sessions sessions,
      Drains drains,
      InstantSource clock,
      Ticker ticker) {
    this.runtimeId = runtimeId;
    this.fleet = fleet;
    this.sessions = sessions;
    this.drains = drains;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** Begins, with a first look at once: a drained worker shall get nothing from a newcomer. */
  public void start() {
    turn();
    turns = ticker.every(PERIOD_MS, 0.1, this::turn);
  }

  /** Jobs held over all sessions, as last reported. */
  public int heldJobs() {
    return shown.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void turn() {
    readDrains();
    showSessions();
  }

  private void readDrains() {
    fleet
        .directives(FleetStore.DirectiveKind.WORKER)
        .whenComplete(
            (directives, problem) -> {
              if (directives != null) {
                apply(directives);
              } // else the store is away: the drains known so far stay in force
            });
  }

  private void apply(List<FleetStore.StoredDirective> directives) {
    Map<String, DrainOrder> inForce = new HashMap<>();
    long now = clock.millis();
    for (FleetStore.StoredDirective directive : directives) {
      try {
        var said = DrainWorkersRequest.parseFrom(directive.value().array());
        if (said.getDeadlineMs() > now) {
          inForce.put(
              directive.id(),
              new DrainOrder(DrainOrder.Scope.QUIESCE, said.getDeadlineMs(), said.getReason()));
        }
      } catch (InvalidProtocolBufferException unreadable) {
        LOG.warn("the drain of {} cannot be read; it is left alone", directive.id());
      }
    }
    if (drains.workers(inForce)) {
      sessions.drainsChanged();
    }
  }

  private void showSessions() {
    Set<String> before = seen;
    Set<String> now = ConcurrentHashMap.newKeySet();
    seen = now;
    sessions.report(
        view -> {
          String id = entryId(view);
          now.add(id);
          shown.put(id, view.held());
          publish(id, view);
        });
    // Reports of busy sessions may come a moment late: what is missing twice is gone.
    for (String id : shown.keySet()) {
      if (!before.contains(id) && !now.contains(id)) {
        withdraw(id);
      }
    }
  }

  private String entryId(SessionView view) {
    return view.facts().id().value() + "@" + runtimeId + (view.gone() ? GONE : "");
  }

  private void publish(String id, SessionView view) {
    Payload entry = Payload.wrap(entry(view, runtimeId).toByteArray());
    fleet
        .publish(FleetStore.Kind.SESSION, id, entry, TTL_MS)
        .whenComplete((done, problem) -> logMissed(problem));
  }

  private void withdraw(String id) {
    shown.remove(id);
    fleet.withdraw(FleetStore.Kind.SESSION, id).whenComplete((done, problem) -> logMissed(problem));
  }

  private static void logMissed(@Nullable Throwable problem) {
    if (problem != null) {
      LOG.debug("a session could not be shown: {}", problem.getMessage());
    }
  }

  static Session entry(SessionView view, String runtimeId) {
    var facts = view.facts();
    Session.Builder entry =
        Session.newBuilder()
            .setSessionId(facts.id().value())
            .setInstance(facts.instance())
            .setEcsTaskArn(facts.ecsTaskArn())
            .setBootId(facts.bootId())
            .setRevision(facts.revision())
            .setSlots(facts.slots())
            .addAllQueues(view.queues())
            .setRuntimeId(runtimeId)
            .setLastSeenMs(view.lastSeenMs())
            .setHeld(view.held())
            .setHeldWorkMs(view.heldWorkMs())
            .setDraining(view.draining());
    view.busyUntilMs().ifPresent(entry::setBusyUntilMs);
    return entry.build();
  }

  /** Stops showing; what is shown is withdrawn at once. */
  @Override
  public void close() {
    turns.cancel();
    shown.keySet().forEach(this::withdraw);
  }
}
