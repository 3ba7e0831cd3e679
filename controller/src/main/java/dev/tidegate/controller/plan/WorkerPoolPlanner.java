package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.Observed;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.ServiceMove;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.scaling.PoolScaler;
import dev.tidegate.controller.scaling.PoolSituation;
import dev.tidegate.controller.scaling.QueueSum;
import dev.tidegate.controller.scaling.ScaleIn;
import dev.tidegate.controller.scaling.ScaleInState;
import dev.tidegate.controller.scaling.ScaleInStep;
import dev.tidegate.controller.scaling.ScaleInView;
import dev.tidegate.controller.scaling.ScalingDecision;
import dev.tidegate.controller.scaling.ScalingDecision.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One worker pool's part of a pass: its count, and the scale-in that is under way or begins. */
final class WorkerPoolPlanner {
  private static final Duration SHORTEST_DRAIN_ORDER = Duration.ofSeconds(30);

  /** Once the count falls a victim must not take work again, even if the next pass comes late. */
  private static final Duration COMMITTED_DRAIN_ORDER = Duration.ofMinutes(2);

  private final WorkerPoolSpec spec;
  private final ControllerSpec global;
  private final PassDraft draft;
  private final Snapshot snapshot;
  private final List<Action> actions = new ArrayList<>();
  private String step = "";

  WorkerPoolPlanner(WorkerPoolSpec spec, ControllerSpec global, PassDraft draft) {
    this.spec = spec;
    this.global = global;
    this.draft = draft;
    this.snapshot = draft.snapshot();
  }

  PoolStatus plan() {
    Observed<ServiceView> observed = snapshot.service(spec.service());
    Observed<List<TaskView>> cluster = snapshot.tasksOf(spec.service().cluster());
    Optional<ServiceView> service = observed.within(global.maxAge(), draft.now());
    Optional<List<TaskView>> tasks = cluster.within(global.maxAge(), draft.now());
    if (service.isEmpty() || tasks.isEmpty()) {
      return blind(service.isEmpty() ? observed.why() : cluster.why());
    }
    List<TaskView> own =
        tasks.get().stream().filter(t -> t.service().equals(spec.service().service())).toList();
    ScalingDecision decision = decide(service.get(), own);
    draft.remember(spec.name(), decision.memory());
    String scaleIn = scaleIn(decision, service.get(), own);
    if (decision.direction() == Direction.OUT) {
      out(decision);
    }
    String reason = scaleIn.isEmpty() ? decision.reason() : decision.reason() + "; " + scaleIn;
    List<Condition> conditions = conditions(decision);
    String verdict = step.isEmpty() ? decision.direction().name() : step;
    draft.add(new Decision(resource(), verdict, reason, decision.input(), conditions, actions));
    return status(service.get(), decision.desired(), reason, conditions);
  }

  private ScalingDecision decide(ServiceView service, List<TaskView> own) {
    List<QueueView> figures = new ArrayList<>();
    String problem = "";
    for (String queue : spec.queues()) {
      Observed<QueueView> observed =
          snapshot.queues().getOrDefault(queue, Observed.missing("not asked for", draft.now()));
      Optional<QueueView> figure = observed.within(global.maxAge(), draft.now());
      if (figure.isEmpty()) {
        problem = "queue " + queue + ": " + observed.why();
      }
      figure.ifPresent(figures::add);
    }
    QueueSum sum = problem.isEmpty() ? QueueSum.of(figures) : null;
    return PoolScaler.decide(
        spec,
        new PoolSituation(
            draft.now(), global.pass(), service, own, sum, problem, draft.pool(spec.name())));
  }

  private void out(ScalingDecision decision) {
    boolean fallback = decision.input() == null;
    Change change = new Change(decision.current(), decision.desired(), Set.of(), Guard.NONE);
    draft.count(spec.service(), change, fallback).ifPresent(actions::add);
  }

  private String scaleIn(ScalingDecision decision, ServiceView service, List<TaskView> own) {
    Optional<Journal> journal = snapshot.journal().fresh();
    if (journal.isEmpty()) {
      return decision.direction() == Direction.IN ? "waits for the journal" : "";
    }
    ScaleInState state = journal.get().scaleIns().get(spec.name());
    if (journal.get().unreadable().contains(Journal.SCALE_IN + spec.name())) {
      return "a scale-in that this version does not understand is under way";
    }
    Optional<List<SessionView>> sessions = snapshot.sessions().fresh();
    boolean seen = fresh() && sessions.isPresent();
    if (state == null) {
      boolean wanted = decision.direction() == Direction.IN;
      return wanted && seen ? begin(decision, own, sessions.get()) : wanted ? "waits to see" : "";
    }
    step = "SCALE_IN_" + state.step();
    if (!seen) {
      keepDraining(state);
      return "the scale-in waits: " + (fresh() ? snapshot.sessions().why() : "a stale reading");
    }
    ScaleInView view =
        new ScaleInView(
            draft.now(), service, own, sessions.get(), cancel(decision, state), spec.drainWithin());
    return carryOut(state, ScaleIn.next(state, view));
  }

  private boolean fresh() {
    return snapshot.service(spec.service()).fresh().isPresent()
        && snapshot.tasksOf(spec.service().cluster()).fresh().isPresent();
  }

  private String begin(ScalingDecision decision, List<TaskView> own, List<SessionView> sessions) {
    Optional<ScaleInState> state =
        ScaleIn.begin(
            spec.name(), decision.current(), decision.desired(), own, sessions, draft.now());
    if (state.isEmpty()) {
      return "no task can be told to be idle: none has a session";
    }
    if (!draft.claim(Disruption.SCALE_IN)) {
      return "held: " + draft.acting() + " acts in this pass";
    }
    step = "SCALE_IN_DRAIN";
    actions.add(new Action.PutJournal(key(), state.get()));
    drain(Set.copyOf(state.get().victims()), true, drainOrder());
    return "drains " + state.get().victims().size() + " victims";
  }

  private static @Nullable String cancel(ScalingDecision decision, ScaleInState state) {
    boolean still = decision.direction() == Direction.IN && decision.desired() <= state.to();
    return still
        ? null
        : "not wanted any more: " + decision.direction() + " to " + decision.desired();
  }

  /** Notes first, then acts; at the end acts first, then strikes the note. */
  private String carryOut(ScaleInState state, ScaleInStep todo) {
    ScaleInState next = todo.next();
    if (next != null && !next.equals(state)) {
      actions.add(new Action.PutJournal(key(), next));
      step = "SCALE_IN_" + next.step();
    }
    boolean committed = next != null && next.step() != ScaleInState.Step.DRAIN;
    drain(todo.drain(), true, committed ? COMMITTED_DRAIN_ORDER : drainOrder());
    drain(todo.undrain(), false, drainOrder());
    String held = move(todo.move());
    if (next == null) {
      actions.add(new Action.DeleteJournal(key()));
    }
    return todo.reason() + held;
  }

  private String move(ServiceMove move) {
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
    if (!draft.claim(Disruption.SCALE_IN)) {
      return " (held: " + draft.acting() + " acts in this pass)";
    }
    draft.count(spec.service(), change, false).ifPresent(actions::add);
    return "";
  }

  private void keepDraining(ScaleInState state) {
    if (state.step() != ScaleInState.Step.LIFT) {
      drain(Set.copyOf(state.victims()), true, COMMITTED_DRAIN_ORDER);
    }
  }

  private void drain(Set<String> tasks, boolean drain, Duration lasts) {
    if (!tasks.isEmpty()) {
      actions.add(new Action.DrainWorkers(tasks, drain, lasts, "scale-in of " + spec.name()));
    }
  }

  private Duration drainOrder() {
    Duration passes = global.pass().multipliedBy(3);
    return passes.compareTo(SHORTEST_DRAIN_ORDER) > 0 ? passes : SHORTEST_DRAIN_ORDER;
  }

  private PoolStatus blind(String why) {
    snapshot
        .journal()
        .fresh()
        .map(j -> j.scaleIns().get(spec.name()))
        .ifPresent(this::keepDraining);
    Condition stale = new Condition(Condition.Type.METRICS_STALE, "NoService", why);
    String reason = "holds: the service cannot be read: " + why;
    draft.add(new Decision(resource(), "HOLD", reason, null, List.of(stale), actions));
    return new PoolStatus(
        "WorkerPool",
        spec.name(),
        spec.service().toString(),
        -1,
        -1,
        -1,
        -1,
        reason,
        step,
        1,
        List.of(stale),
        List.of());
  }

  private List<Condition> conditions(ScalingDecision decision) {
    List<Condition> all = new ArrayList<>(decision.conditions());
    if (!step.isEmpty()) {
      all.add(new Condition(Condition.Type.PROGRESSING, "ScaleIn", step));
    }
    if (all.isEmpty()) {
      all.add(new Condition(Condition.Type.READY, "Steady", "nothing to complain about"));
    }
    return all;
  }

  private PoolStatus status(
      ServiceView service, int wanted, String reason, List<Condition> conditions) {
    return new PoolStatus(
        "WorkerPool",
        spec.name(),
        spec.service().toString(),
        service.desired(),
        service.running(),
        service.pending(),
        wanted,
        reason,
        step,
        1,
        conditions,
        List.of());
  }

  private String resource() {
    return "WorkerPool/" + spec.name();
  }

  private String key() {
    return Journal.SCALE_IN + spec.name();
  }
}
