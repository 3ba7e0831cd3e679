package dev.tidegate.controller.plan;

import dev.tidegate.controller.balance.BalanceState;
import dev.tidegate.controller.balance.BalanceStep;
import dev.tidegate.controller.balance.Balancer;
import dev.tidegate.controller.balance.RuntimeLoad;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.DirectiveView;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.DirectiveWish.ShedOrder;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One target pool's part of a pass: empties what is being taken away, whoever began it; carries its
 * rotation on; evens out connections; and tells everybody else to serve.
 */
final class TargetPoolPlanner {
  private final TargetPoolSpec spec;
  private final ControllerSpec global;
  private final PassDraft draft;
  private final Snapshot snapshot;
  private final PoolReading reading;
  private final List<Condition> conditions = new ArrayList<>();
  private String reason = "";
  private String step = "";
  private double imbalance = 1;
  private int wanted = -1;

  TargetPoolPlanner(TargetPoolSpec spec, ControllerSpec global, PassDraft draft) {
    this.spec = spec;
    this.global = global;
    this.draft = draft;
    this.snapshot = draft.snapshot();
    this.reading = PoolReading.of(spec, global, snapshot);
  }

  /** The rotation, and whatever is leaving: before everybody else, for both cannot wait. */
  void disrupting() {
    PoolView view = reading.view();
    RotationPlanner rotation = new RotationPlanner(spec, global, draft, view, reading.gap());
    rotation.plan();
    step = rotation.step();
    reason = rotation.reason();
    wanted = rotation.wanted();
    if (view != null) {
      view.members().forEach(this::emptyIfLeaving);
      for (Member member : view.unmapped()) {
        conditions.add(
            new Condition(
                Condition.Type.UNMAPPED,
                member.task().shortId(),
                String.valueOf(member.unmapped())));
      }
    }
  }

  private void emptyIfLeaving(Member member) {
    RuntimeView runtime = member.knownRuntime().orElse(null);
    boolean stopping = member.task().leaving();
    boolean draining = member.targets().stream().anyMatch(TargetView::draining);
    if (runtime == null || !(stopping || draining)) {
      return;
    }
    Instant since = draft.leavingSince(runtime.id() + "|" + runtime.bootId());
    Duration round = spec.shedTime(runtime.connections()).plus(spec.settle());
    long rounds = Duration.between(since, draft.now()).toMillis() / Math.max(1, round.toMillis());
    String id = "leaving-" + snapshot.leadership().epoch() + "-" + rounds;
    draft.wish(
        new DirectiveWish(
            runtime.id(),
            runtime.bootId(),
            true,
            stopping,
            null,
            new ShedOrder(-1, spec.shedPerSecond(), spec.streamGrace(), id),
            stopping ? "its task is stopping" : "its target is draining"));
  }

  /** Rebalancing, and plain service for whoever nobody else wants something of. */
  PoolStatus calming() {
    PoolView view = reading.view();
    if (view == null) {
      return blind();
    }
    rebalance(view);
    serveTheRest(view);
    if (!reading.gap().isEmpty()) {
      conditions.add(new Condition(Condition.Type.METRICS_STALE, "Gap", reading.gap()));
    }
    if (conditions.isEmpty()) {
      conditions.add(new Condition(Condition.Type.READY, "Steady", "nothing to complain about"));
    }
    return status(view);
  }

  private void rebalance(PoolView view) {
    Optional<Journal> journal = snapshot.journal().fresh();
    Optional<RebalanceRequest> request =
        journal.stream()
            .flatMap(j -> j.rebalanceRequests().stream())
            .filter(r -> r.pool().equals(spec.name()))
            .findFirst();
    String hold = holdBalance(view, journal);
    BalanceState state = draft.balance(spec.name());
    if (!hold.isEmpty()) {
      draft.remember(spec.name(), BalanceState.IDLE);
      request.ifPresent(r -> report(r, "WAITING", false, false, hold));
      return;
    }
    BalanceStep next =
        Balancer.next(
            spec,
            state,
            loads(view),
            view.crossZone(),
            request.map(RebalanceRequest::id).orElse(null),
            snapshot.leadership().epoch(),
            draft.now());
    imbalance = next.imbalance().ratio();
    if (next.begins() && !draft.claim(Disruption.REBALANCE)) {
      reason = join(reason, "rebalancing is held: " + draft.acting() + " acts in this pass");
      return;
    }
    draft.remember(spec.name(), next.next());
    next.wishes().forEach(draft::wish);
    reason = join(reason, next.reason());
    if (next.next().active()) {
      step = step.isEmpty() ? "REBALANCE" : step;
      conditions.add(
          new Condition(Condition.Type.PROGRESSING, "Rebalance", "round " + next.next().round()));
    }
    request.ifPresent(
        r ->
            report(
                r,
                next.finished() ? "DONE" : "ROUND_" + next.next().round(),
                next.finished(),
                next.gained(),
                next.reason()));
    if (next.begins()) {
      draft.add(
          new Decision(
              resource(), "REBALANCE", next.reason(), next.imbalance(), List.of(), List.of()));
    }
  }

  private String holdBalance(PoolView view, Optional<Journal> journal) {
    if (!reading.gap().isEmpty() || journal.isEmpty()) {
      return "waits: " + (reading.gap().isEmpty() ? "the journal cannot be read" : reading.gap());
    }
    if (view.service().deploying()) {
      return "waits: a deployment is under way";
    }
    boolean rotating =
        journal.get().rotations().stream().anyMatch(r -> r.pool().equals(spec.name()));
    return rotating ? "waits: a rotation is in progress" : "";
  }

  private List<RuntimeLoad> loads(PoolView view) {
    List<RuntimeLoad> loads = new ArrayList<>();
    for (Member member : view.running()) {
      RuntimeView runtime = member.knownRuntime().orElse(null);
      if (runtime != null && member.serving()) {
        loads.add(
            new RuntimeLoad(
                runtime.id(),
                runtime.bootId(),
                member.zone(),
                runtime.connections(),
                Math.max(0, runtime.rpcPerSecond())));
      }
    }
    return loads;
  }

  private void report(
      RebalanceRequest request, String at, boolean done, boolean succeeded, String message) {
    RequestStatus status =
        new RequestStatus(
            "rebalance", request.id(), spec.name(), at, done, succeeded, message, draft.now());
    List<Action> actions = new ArrayList<>(StatusWriter.changed(snapshot, status));
    if (done) {
      actions.add(new Action.DeleteJournal(Journal.REBALANCE_REQUEST + request.id()));
    }
    if (!actions.isEmpty()) {
      draft.add(new Decision(resource(), "REBALANCE_" + at, message, null, List.of(), actions));
    }
  }

  /** Takes back what an earlier pass, or an earlier leader, wanted and nobody wants any more. */
  private void serveTheRest(PoolView view) {
    Optional<FleetView> fleet = snapshot.fleet().fresh();
    if (fleet.isEmpty()) {
      return;
    }
    for (Member member : view.members()) {
      RuntimeView runtime = member.knownRuntime().orElse(null);
      if (runtime == null || member.task().gone()) {
        continue;
      }
      String key = runtime.id() + "|" + runtime.bootId();
      String address = address(member);
      draft.advertise(key, address);
      Optional<DirectiveView> inForce = fleet.get().directiveFor(runtime);
      boolean ours = inForce.filter(d -> d.ours() && !d.plain()).isPresent();
      boolean unknown = !address.isEmpty() && !address.equals(runtime.advertisedAddress());
      boolean foreign = inForce.filter(d -> !d.ours() && !d.plain()).isPresent();
      if (!draft.wished(key) && (ours || (unknown && !foreign))) {
        draft.wish(DirectiveWish.serve(runtime, "serve"));
      }
    }
  }

  /** Where clients reach the runtime; only a task with an address of its own says that. */
  private static String address(Member member) {
    String eni = member.task().eniAddress();
    return eni == null || member.targets().isEmpty()
        ? ""
        : eni + ":" + member.targets().get(0).port();
  }

  private PoolStatus blind() {
    conditions.add(new Condition(Condition.Type.METRICS_STALE, "NoPool", reading.gap()));
    String why = "holds: the pool cannot be read: " + reading.gap();
    draft.add(Decision.hold(resource(), why, conditions));
    return new PoolStatus(
        "TargetPool",
        spec.name(),
        spec.service().toString(),
        -1,
        -1,
        -1,
        -1,
        why,
        step,
        1,
        conditions,
        List.of());
  }

  private PoolStatus status(PoolView view) {
    ServiceView service = view.service();
    draft.add(Decision.hold(resource(), reason, conditions));
    return new PoolStatus(
        "TargetPool",
        spec.name(),
        spec.service().toString(),
        service.desired(),
        service.running(),
        service.pending(),
        wanted < 0 ? service.desired() : wanted,
        reason,
        step,
        imbalance,
        conditions,
        view.members().stream()
            .filter(m -> !m.task().gone())
            .map(TargetPoolPlanner::member)
            .toList());
  }

  private static PoolStatus.MemberStatus member(Member member) {
    RuntimeView runtime = member.runtime();
    String targets =
        String.join(",", member.targets().stream().map(t -> t.health().name()).toList());
    String state = member.task().leaving() ? targets + " stopping" : targets;
    return new PoolStatus.MemberStatus(
        member.arn(),
        runtime == null ? "" : runtime.id(),
        member.unmapped() == null ? state : "unmapped: " + member.unmapped(),
        runtime == null ? 0 : runtime.connections(),
        runtime == null ? 0 : runtime.rpcPerSecond());
  }

  private static String join(String one, String other) {
    return one.isEmpty() ? other : one + "; " + other;
  }

  private String resource() {
    return "TargetPool/" + spec.name();
  }
}
