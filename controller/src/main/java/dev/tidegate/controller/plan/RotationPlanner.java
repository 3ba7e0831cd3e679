package dev.tidegate.controller.plan;

import dev.tidegate.controller.credit.CreditRelief;
import dev.tidegate.controller.credit.CreditReport;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.model.ServiceMove;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.rotation.RotationState.Outcome;
import dev.tidegate.controller.rotation.RotationState.Step;
import dev.tidegate.controller.rotation.RotationStep;
import dev.tidegate.controller.rotation.RotationSteps;
import dev.tidegate.controller.rotation.RotationView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A target pool's rotation: carries on what is under way, else takes up the next request. */
final class RotationPlanner {
  private final TargetPoolSpec spec;
  private final ControllerSpec global;
  private final PassDraft draft;
  private final Snapshot snapshot;
  private final @Nullable PoolView view;
  private final String gap;
  private String step = "";
  private String reason = "";
  private String cause = "it was asked for";
  private int wanted = -1;

  RotationPlanner(
      TargetPoolSpec spec,
      ControllerSpec global,
      PassDraft draft,
      @Nullable PoolView view,
      String gap) {
    this.spec = spec;
    this.global = global;
    this.draft = draft;
    this.snapshot = draft.snapshot();
    this.view = view;
    this.gap = gap;
  }

  String step() {
    return step;
  }

  String reason() {
    return reason;
  }

  /** The count as the rotation wants it; -1 = no rotation says anything about it. */
  int wanted() {
    return wanted;
  }

  void plan() {
    Optional<Journal> journal = snapshot.journal().fresh();
    if (journal.isEmpty()) {
      reason = "waits for the journal: " + snapshot.journal().why();
      return;
    }
    List<RotationState> active =
        journal.get().rotations().stream()
            .filter(r -> r.pool().equals(spec.name()))
            .sorted(Comparator.comparing(RotationState::startedAt).thenComparing(RotationState::id))
            .toList();
    for (RotationState state : active) {
      carryOn(state, !state.equals(active.get(0)));
    }
    if (active.isEmpty()) {
      journal.get().rotationRequests().stream()
          .filter(r -> r.pool().equals(spec.name()))
          .findFirst()
          .or(() -> relief(journal.get()))
          .ifPresent(r -> takeUp(r, journal.get()));
    }
  }

  /** A rotation that nobody asked for: away from an instance whose CPU credits are used up. */
  private Optional<RotationRequest> relief(Journal journal) {
    CreditReport credits = snapshot.credits().fresh().orElse(CreditReport.UNKNOWN);
    Map<String, String> hosts = snapshot.instances().fresh().orElse(Map.of());
    if (view == null || !gap.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> instances = new HashMap<>();
    for (Member member : view.running()) {
      String instance = hosts.get(String.valueOf(member.task().containerInstanceArn()));
      // Once per instance for as long as the outcome is kept: a rotation that did not help is not
      // repeated each pass.
      if (instance != null && !journal.statuses().containsKey(statusKey(instance))) {
        instances.put(member.arn(), instance);
      }
    }
    Optional<CreditRelief.Relief> relief =
        CreditRelief.find(instances, credits, spec.rotateBelowCredits());
    relief.ifPresent(found -> cause = found.reason());
    return relief.map(
        found -> new RotationRequest(reliefId(found.instanceId()), spec.name(), found.taskArn()));
  }

  private static String statusKey(String instanceId) {
    return Journal.statusKey("rotation", reliefId(instanceId));
  }

  private static String reliefId(String instanceId) {
    return "credits-" + instanceId;
  }

  private void takeUp(RotationRequest request, Journal journal) {
    RequestStatus known = journal.statuses().get(Journal.statusKey("rotation", request.id()));
    List<Action> actions = new ArrayList<>();
    if (known == null || !known.done()) {
      RotationState state =
          RotationState.begin(request.id(), spec.name(), request.victim(), draft.now());
      actions.add(new Action.PutJournal(Journal.ROTATION + request.id(), state));
      actions.addAll(StatusWriter.changed(snapshot, status(state, "taken up: " + cause)));
    }
    actions.add(new Action.DeleteJournal(Journal.ROTATION_REQUEST + request.id()));
    step = "ROTATE_" + Step.PREFLIGHT;
    reason = "takes up rotation " + request.id() + " of " + request.victim() + ": " + cause;
    draft.add(new Decision(resource(request.id()), step, reason, null, List.of(), actions));
  }

  private void carryOn(RotationState state, boolean other) {
    step = "ROTATE_" + state.step();
    if (view == null || !gap.isEmpty()) {
      DirectiveWish keep = RotationSteps.keepAlive(state, spec);
      if (keep != null) {
        draft.wish(keep);
      }
      reason = "the rotation waits for a reading: " + gap;
      draft.add(new Decision(resource(state.id()), step, reason, null, List.of(), List.of()));
      return;
    }
    RotationStep todo = RotationSteps.next(state, see(state, view, other));
    boolean disrupts = todo.next().step() == Step.QUIESCE && state.step() != Step.QUIESCE;
    if (disrupts && !draft.claim(Disruption.ROTATION)) {
      reason = "held: " + draft.acting() + " acts in this pass";
      return;
    }
    carryOut(state, todo);
  }

  private RotationView see(RotationState state, PoolView pool, boolean other) {
    List<TargetView> targets =
        state.victim() == null
            ? List.of()
            : snapshot.victimTargets().getOrDefault(state.victim().taskArn(), List.of());
    return new RotationView(draft.now(), spec, pool, other, targets);
  }

  /** Notes first, then acts; at the end acts first, then strikes the note. */
  private void carryOut(RotationState state, RotationStep todo) {
    RotationState next = todo.next();
    List<Action> actions = new ArrayList<>();
    if (!next.over() && !next.equals(state)) {
      actions.add(new Action.PutJournal(key(next), next));
    }
    String held = move(todo.move(), actions);
    if (todo.wish() != null) {
      draft.wish(todo.wish());
    }
    step = "ROTATE_" + next.step();
    reason = todo.reason() + held;
    wanted = next.holdsSurge() ? next.base() + 1 : next.base() == 0 ? -1 : next.base();
    actions.addAll(StatusWriter.changed(snapshot, status(next, reason)));
    if (next.over()) {
      actions.add(new Action.DeleteJournal(key(next)));
    }
    List<Condition> conditions =
        next.risks().isEmpty()
            ? List.of()
            : List.of(
                new Condition(
                    Condition.Type.DEGRADED, "RotationRisk", String.join("; ", next.risks())));
    draft.add(new Decision(resource(next.id()), step, reason, next, conditions, actions));
  }

  private String move(ServiceMove move, List<Action> actions) {
    if (!move.protect().isEmpty()) {
      actions.add(new Action.Protect(spec.service(), move.protect(), global.protection()));
    }
    if (!move.lift().isEmpty()) {
      actions.add(new Action.Lift(spec.service(), move.lift()));
    }
    Change change = move.desired();
    if (change == null) {
      return "";
    }
    boolean lowers = change.to() < change.from();
    if (lowers && !draft.claim(Disruption.ROTATION)) {
      return " (held: " + draft.acting() + " acts in this pass)";
    }
    draft.count(spec.service(), change, false).ifPresent(actions::add);
    return "";
  }

  private RequestStatus status(RotationState state, String message) {
    boolean succeeded = state.outcome() == Outcome.COMPLETED;
    String at = state.outcome() == null ? state.step().name() : state.outcome().name();
    return new RequestStatus(
        "rotation", state.id(), spec.name(), at, state.over(), succeeded, message, draft.now());
  }

  private static String key(RotationState state) {
    return Journal.ROTATION + state.id();
  }

  private static String resource(String id) {
    return "Rotation/" + id;
  }
}
