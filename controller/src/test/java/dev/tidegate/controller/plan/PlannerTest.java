package dev.tidegate.controller.plan;

import static dev.tidegate.controller.Make.GROUP;
import static dev.tidegate.controller.Make.RUNTIMES;
import static dev.tidegate.controller.Make.T0;
import static dev.tidegate.controller.Make.WORKERS;
import static dev.tidegate.controller.Make.arn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.balance.BalanceState;
import dev.tidegate.controller.credit.CreditReport;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.DirectiveView;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.Observed;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.RuntimeView.Phase;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.scaling.PoolMemory;
import dev.tidegate.controller.scaling.QueueSum;
import dev.tidegate.controller.scaling.RateEstimate;
import dev.tidegate.controller.scaling.RecommendationWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final ControllerConfig CONFIG =
      new ControllerConfig(
          ControllerSpec.defaults(),
          List.of(Make.workerPool()),
          List.of(Make.targetPool()),
          List.of());

  /** A snapshot that a test changes before it looks: three idle workers, two runtimes. */
  private static final class World {
    private ServiceView workers = Make.service(WORKERS, 3, 3);
    private ServiceView runtimes = Make.service(RUNTIMES, 2, 2);
    private final List<TaskView> tasks = new ArrayList<>(Make.tasks(3));
    private final List<TargetView> targets = new ArrayList<>();
    private final List<RuntimeView> fleet = new ArrayList<>();
    private final List<DirectiveView> directives = new ArrayList<>();
    private final List<SessionView> sessions = new ArrayList<>();
    private final List<RotationState> rotations = new ArrayList<>();
    private boolean fleetReadable = true;

    private World() {
      for (int i = 1; i <= 3; i++) {
        sessions.add(Make.session("w" + i, 0, false));
      }
      runtime("a", 40);
      runtime("b", 40);
    }

    private void runtime(String id, int connections) {
      tasks.add(host(Make.of(Make.task(id), "runtimes"), id));
      fleet.add(Make.runtime(id, Phase.SERVING, connections, connections, 5));
      targets.add(new TargetView(GROUP, "i-" + id, 7000, "a", TargetView.Health.HEALTHY, ""));
    }

    private static TaskView host(TaskView t, String id) {
      return new TaskView(
          t.arn(),
          t.service(),
          t.status(),
          t.wanted(),
          t.taskDefinition(),
          t.zone(),
          "arn:ci/" + id,
          null,
          List.of(new TaskView.Port("runtime", 7000, 7000)),
          T0,
          T0,
          null,
          false,
          t.protectedUntil());
    }

    private Snapshot look() {
      Map<String, String> instances = new HashMap<>();
      tasks.forEach(t -> instances.put(t.containerInstanceArn(), "i-" + t.shortId()));
      Journal journal =
          new Journal(rotations, Map.of(), List.of(), List.of(), Map.of(), List.of(), true);
      QueueView queue = new QueueView("fib", T0, 0, 0, 0, 0, 100, 100, 0, 0);
      FleetView view = new FleetView(fleet, directives);
      return new Snapshot(
          T0,
          new Leadership(true, false, true, 5, T0, "me"),
          Map.of(WORKERS, Observed.of(workers, T0), RUNTIMES, Observed.of(runtimes, T0)),
          Map.of("tidegate", Observed.of(List.copyOf(tasks), T0)),
          Observed.of(instances, T0),
          Map.of(GROUP, Observed.of(List.copyOf(targets), T0)),
          Map.of(
              GROUP,
              Observed.of(new TargetGroupView(GROUP, Duration.ofSeconds(60), false, true), T0)),
          Map.of(),
          fleetReadable ? Observed.of(view, T0) : Observed.of(view, T0).failed("down", T0),
          Map.of("fib", Observed.of(queue, T0)),
          Observed.of(List.copyOf(sessions), T0),
          Observed.of(journal, T0),
          Observed.of(CreditReport.UNKNOWN, T0));
    }
  }

  /** The pool has long needed one task only: it may shrink. */
  private static Memory shrinking() {
    QueueSum earlier = new QueueSum(T0.minusSeconds(15), 0, 0, 0, 0, 100, 100, 0, 0);
    RecommendationWindow window =
        RecommendationWindow.EMPTY.add(1, T0.minusSeconds(100), Duration.ofSeconds(60));
    PoolMemory pool = new PoolMemory(RateEstimate.first(earlier), window, null);
    return new Memory(Map.of("fib", pool), Map.of(), Map.of(), Map.of(), 0, Map.of());
  }

  private static List<Action> actions(PassPlan plan) {
    return plan.decisions().stream().flatMap(d -> d.actions().stream()).toList();
  }

  private static List<String> verdicts(PassPlan plan) {
    return plan.decisions().stream().map(Decision::verdict).toList();
  }

  private static Decision of(PassPlan plan, String resource) {
    return plan.decisions().stream()
        .filter(d -> d.resource().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPoolThatMayShrinkNotesItsVictimsBeforeItDrainsThem() {
    PassPlan plan = Planner.plan(CONFIG, new World().look(), shrinking());
    assertThat(of(plan, "WorkerPool/fib").actions())
        .extracting(a -> a.getClass().getSimpleName())
        .containsExactly("PutJournal", "DrainWorkers");
  }

  @Test
  void aRotationThatActsHoldsAScaleInInTheSamePass() {
    World world = new World();
    RotationState state = RotationState.begin("x", "runtime", "oldest", T0.minusSeconds(1));
    world.rotations.add(quiescing(world, state));
    PassPlan plan = Planner.plan(CONFIG, world.look(), shrinking());
    assertThat(verdicts(plan)).contains("ROTATE_QUIESCE");
    assertThat(of(plan, "WorkerPool/fib").actions()).isEmpty();
    assertThat(of(plan, "WorkerPool/fib").reason()).contains("held: ROTATION");
  }

  /** At the end of its surge: this pass moves it on to QUIESCE. */
  private static RotationState quiescing(World world, RotationState state) {
    world.runtimes = Make.service(RUNTIMES, 3, 3);
    world.runtime("n", 10);
    return new RotationState(
        state.id(),
        "runtime",
        "oldest",
        RotationState.Step.SURGE,
        T0.minusSeconds(60),
        T0.minusSeconds(60),
        new dev.tidegate.controller.rotation.Victim(arn("a"), "r-a", "boot-a", "a", 40),
        2,
        java.util.Set.of(arn("a"), arn("b")),
        arn("n"),
        T0.minusSeconds(30),
        null,
        java.util.Set.of(),
        false,
        0,
        List.of(),
        null);
  }

  @Test
  void rebalancingComesLast() {
    World world = new World();
    world.fleet.clear();
    world.targets.clear();
    world.tasks.removeIf(t -> t.service().equals("runtimes"));
    world.runtime("a", 200);
    world.runtime("b", 10);
    PassPlan held = Planner.plan(CONFIG, world.look(), shrinking());
    assertThat(verdicts(held)).doesNotContain("REBALANCE");
    assertThat(held.memory().balances()).doesNotContainKey("runtime");
    PassPlan free = Planner.plan(CONFIG, world.look(), Memory.EMPTY);
    assertThat(verdicts(free)).contains("REBALANCE");
    BalanceState state = free.memory().balances().get("runtime");
    assertThat(state.active()).isTrue();
  }

  @Test
  void aTargetThatSomebodyDrainsIsEmptiedFirstOfAll() {
    World world = new World();
    world.targets.set(0, new TargetView(GROUP, "i-a", 7000, "a", TargetView.Health.DRAINING, ""));
    PassPlan plan = Planner.plan(CONFIG, world.look(), shrinking());
    Action.PutDirectives put = (Action.PutDirectives) actions(plan).get(0);
    assertThat(put.directives()).hasSize(1);
    assertThat(put.directives().get(0).wish().drain()).isTrue();
    assertThat(put.directives().get(0).wish().untilStopped()).isFalse();
    assertThat(put.directives().get(0).wish().shed().connections()).isEqualTo(-1);
  }

  @Test
  void aRenewalKeepsItsGenerationAndAChangeGetsANewOne() {
    World world = new World();
    world.targets.set(0, new TargetView(GROUP, "i-a", 7000, "a", TargetView.Health.DRAINING, ""));
    PassPlan first = Planner.plan(CONFIG, world.look(), Memory.EMPTY);
    PassPlan second = Planner.plan(CONFIG, world.look(), first.memory());
    assertThat(generation(second)).isEqualTo(generation(first));
    world.tasks.replaceAll(
        t ->
            t.arn().equals(arn("a"))
                ? new TaskView(
                    t.arn(),
                    t.service(),
                    TaskView.Status.STOPPING,
                    false,
                    t.taskDefinition(),
                    t.zone(),
                    t.containerInstanceArn(),
                    null,
                    t.ports(),
                    T0,
                    T0,
                    null,
                    false,
                    null)
                : t);
    PassPlan third = Planner.plan(CONFIG, world.look(), second.memory());
    assertThat(generation(third)).isGreaterThan(generation(second));
  }

  private static long generation(PassPlan plan) {
    return ((Action.PutDirectives) actions(plan).get(0)).directives().get(0).generation();
  }

  private static DirectiveView draining(String reason) {
    return new DirectiveView("r-a", "boot-a", 5, 1, false, T0.plusSeconds(20), reason);
  }

  @Test
  void aDirectiveOfAnEarlierLifeIsTakenBackAndOneOfAPersonIsNot() {
    World world = new World();
    world.directives.add(draining(DirectiveView.OURS + "rotation old"));
    Action.PutDirectives put =
        (Action.PutDirectives) actions(Planner.plan(CONFIG, world.look(), Memory.EMPTY)).get(0);
    assertThat(put.directives().get(0).wish().drain()).isFalse();
    world.directives.set(0, draining("maintenance by hand"));
    assertThat(actions(Planner.plan(CONFIG, world.look(), Memory.EMPTY))).isEmpty();
  }

  @Test
  void aCountIsNotSetTwiceBeforeItIsSeen() {
    World world = new World();
    world.workers = Make.service(WORKERS, 0, 0);
    world.tasks.removeIf(t -> t.service().equals("workers"));
    PassPlan plan = Planner.plan(CONFIG, world.look(), shrinking());
    assertThat(actions(plan)).anyMatch(a -> a instanceof Action.SetDesired);
    Expectation expectation = new Expectation(WORKERS, 1, T0.plusSeconds(30));
    PassPlan again = Planner.plan(CONFIG, world.look(), shrinking().expecting(expectation));
    assertThat(actions(again)).noneMatch(a -> a instanceof Action.SetDesired);
    Expectation missed = new Expectation(WORKERS, 1, T0);
    PassPlan late = Planner.plan(CONFIG, world.look(), shrinking().expecting(missed));
    assertThat(late.decisions())
        .flatExtracting(Decision::conditions)
        .anyMatch(c -> c.type() == Condition.Type.DEGRADED);
    assertThat(actions(late)).anyMatch(a -> a instanceof Action.SetDesired);
  }

  @Test
  void withoutAReadingARotationOnlyKeepsItsDrainAlive() {
    World world = new World();
    RotationState begun =
        quiescing(world, RotationState.begin("x", "runtime", "oldest", T0.minusSeconds(60)));
    RotationState lower =
        new RotationState(
            "x",
            "runtime",
            "oldest",
            RotationState.Step.LOWER,
            T0,
            T0,
            begun.victim(),
            2,
            begun.before(),
            begun.newcomer(),
            begun.healthySince(),
            null,
            java.util.Set.of(),
            false,
            0,
            List.of(),
            null);
    world.rotations.add(lower);
    world.fleetReadable = false;
    PassPlan plan = Planner.plan(CONFIG, world.look(), Memory.EMPTY);
    assertThat(actions(plan)).singleElement().isInstanceOf(Action.PutDirectives.class);
  }
}
