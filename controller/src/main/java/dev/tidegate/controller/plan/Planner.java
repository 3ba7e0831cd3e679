package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A whole pass as a function of what was seen and what is remembered. What is half-done is carried
 * on before anything new begins, in the order that {@link Disruption} explains. The same call
 * serves the loop, the dry run and the replay.
 */
public final class Planner {
  /** A finished request can be asked about for so long. */
  private static final Duration KEEP_STATUS = Duration.ofHours(24);

  private static final int MAX_STRIKES = 20;

  private Planner() {}

  public static PassPlan plan(ControllerConfig specs, Snapshot snapshot, Memory memory) {
    List<Decision> late = new ArrayList<>();
    Map<ServiceRef, Expectation> open = open(snapshot, memory, late);
    PassDraft draft = new PassDraft(snapshot, withExpectations(memory, open));
    late.forEach(draft::add);
    bookkeeping(specs, snapshot, draft);
    List<TargetPoolPlanner> targetPools =
        specs.targetPools().stream()
            .map(p -> new TargetPoolPlanner(p, specs.controller(), draft))
            .toList();
    targetPools.forEach(TargetPoolPlanner::disrupting);
    List<PoolStatus> statuses = new ArrayList<>();
    specs
        .workerPools()
        .forEach(p -> statuses.add(new WorkerPoolPlanner(p, specs.controller(), draft).plan()));
    targetPools.forEach(p -> statuses.add(p.calming()));
    return draft.finish(open, statuses);
  }

  private static Memory withExpectations(Memory memory, Map<ServiceRef, Expectation> open) {
    return new Memory(
        memory.pools(),
        memory.balances(),
        memory.leaving(),
        memory.issued(),
        memory.generation(),
        open);
  }

  /** Expectations that are neither met nor late; a late one is reported and dropped. */
  private static Map<ServiceRef, Expectation> open(
      Snapshot snapshot, Memory memory, List<Decision> late) {
    Map<ServiceRef, Expectation> open = new HashMap<>();
    for (Expectation expectation : memory.expectations().values()) {
      ServiceView service = snapshot.service(expectation.service()).fresh().orElse(null);
      boolean met = service != null && service.desired() == expectation.desired();
      if (!met && snapshot.at().isBefore(expectation.deadline())) {
        open.put(expectation.service(), expectation);
      } else if (!met) {
        String why =
            "not seen: "
                + expectation.name()
                + "; it reads "
                + (service == null ? "nothing" : service.desired());
        Condition degraded = new Condition(Condition.Type.DEGRADED, "ExpectationMissed", why);
        late.add(Decision.hold("Service/" + expectation.service(), why, List.of(degraded)));
      }
    }
    return open;
  }

  private static void bookkeeping(ControllerConfig specs, Snapshot snapshot, PassDraft draft) {
    Journal journal = snapshot.journal().fresh().orElse(null);
    if (journal == null) {
      return;
    }
    List<Action> actions = new ArrayList<>();
    if (!journal.leaderNoted() && snapshot.leadership().leader()) {
      Leadership lead = snapshot.leadership();
      actions.add(new Action.PutJournal(Journal.LEADER, new LeaderNote(lead.note(), lead.epoch())));
    }
    specs.rotations().stream().filter(r -> unheardOf(r, journal)).forEach(r -> post(r, actions));
    refuseUnknownPools(specs, snapshot, journal, actions);
    strikeOld(snapshot, journal, actions);
    if (!actions.isEmpty() || !journal.unreadable().isEmpty()) {
      draft.add(new Decision("Journal", "KEEP", "bookkeeping", null, unreadable(journal), actions));
    }
  }

  private static List<Condition> unreadable(Journal journal) {
    return journal.unreadable().stream()
        .map(k -> new Condition(Condition.Type.DEGRADED, "UnreadableNote", k))
        .toList();
  }

  private static boolean unheardOf(RotationRequest request, Journal journal) {
    return !journal.statuses().containsKey(Journal.statusKey("rotation", request.id()))
        && journal.rotations().stream().noneMatch(r -> r.id().equals(request.id()))
        && journal.rotationRequests().stream().noneMatch(r -> r.id().equals(request.id()));
  }

  private static void post(RotationRequest request, List<Action> actions) {
    actions.add(new Action.PutJournal(Journal.ROTATION_REQUEST + request.id(), request));
  }

  private static void refuseUnknownPools(
      ControllerConfig specs, Snapshot snapshot, Journal journal, List<Action> actions) {
    Set<String> pools = specs.targetPools().stream().map(p -> p.name()).collect(Collectors.toSet());
    String known = String.join(", ", new java.util.TreeSet<>(pools));
    journal.rotationRequests().stream()
        .filter(r -> !pools.contains(r.pool()))
        .forEach(
            r -> {
              actions.addAll(refused(snapshot, "rotation", r.id(), r.pool(), known));
              actions.add(new Action.DeleteJournal(Journal.ROTATION_REQUEST + r.id()));
            });
    journal.rebalanceRequests().stream()
        .filter(r -> !pools.contains(r.pool()))
        .forEach(
            r -> {
              actions.addAll(refused(snapshot, "rebalance", r.id(), r.pool(), known));
              actions.add(new Action.DeleteJournal(Journal.REBALANCE_REQUEST + r.id()));
            });
  }

  private static List<Action> refused(
      Snapshot snapshot, String kind, String id, String pool, String known) {
    String why = "there is no target pool '" + pool + "'; known: " + known;
    return StatusWriter.changed(
        snapshot, new RequestStatus(kind, id, pool, "REFUSED", true, false, why, snapshot.at()));
  }

  private static void strikeOld(Snapshot snapshot, Journal journal, List<Action> actions) {
    journal.statuses().entrySet().stream()
        .filter(e -> e.getValue().done())
        .filter(e -> e.getValue().at().isBefore(snapshot.at().minus(KEEP_STATUS)))
        .limit(MAX_STRIKES)
        .forEach(e -> actions.add(new Action.DeleteJournal(e.getKey())));
  }
}
