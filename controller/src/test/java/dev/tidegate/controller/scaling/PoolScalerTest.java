package dev.tidegate.controller.scaling;

import static dev.tidegate.controller.Make.T0;
import static dev.tidegate.controller.Make.WORKERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.Paused;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.scaling.ScalingDecision.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolScalerTest {
  private static final Duration PASS = Duration.ofSeconds(5);

  private final WorkerPoolSpec spec = Make.workerPool();

  /** No arrivals, a backlog of so many seconds, so many jobs in flight. */
  private static QueueSum backlog(Instant at, double seconds, long inFlight) {
    return new QueueSum(at, seconds > 0 ? 10 : 0, inFlight, seconds, inFlight, 100, 100, 0, 0);
  }

  private static PoolMemory known(QueueSum earlier) {
    return new PoolMemory(RateEstimate.first(earlier), RecommendationWindow.EMPTY, null);
  }

  private static ScalingDecision decide(
      WorkerPoolSpec spec,
      Instant now,
      ServiceView service,
      List<TaskView> tasks,
      QueueSum queues,
      PoolMemory memory) {
    return PoolScaler.decide(
        spec, new PoolSituation(now, PASS, service, tasks, queues, "down", memory));
  }

  private ScalingDecision steady(
      int count, double backlogSeconds, long inFlight, PoolMemory memory) {
    Instant now = T0.plusSeconds(600);
    return decide(
        spec,
        now,
        Make.service(WORKERS, count, count),
        Make.tasks(count),
        backlog(now, backlogSeconds, inFlight),
        memory);
  }

  private static PoolMemory windowOf(int highest) {
    RecommendationWindow window =
        RecommendationWindow.EMPTY
            .add(highest, T0.plusSeconds(500), Duration.ofHours(1))
            .add(highest, T0.plusSeconds(550), Duration.ofHours(1));
    return new PoolMemory(RateEstimate.first(backlog(T0, 0, 0)), window, null);
  }

  @Test
  void aBacklogScalesOutAtOnceWithAReason() {
    // 240 s in the 40 s after the lag are 6 slots, 3 tasks.
    ScalingDecision decision = steady(1, 240, 0, known(backlog(T0, 0, 0)));
    assertThat(decision.direction()).isEqualTo(Direction.OUT);
    assertThat(decision.desired()).isEqualTo(3);
    assertThat(decision.reason()).contains("needs 3").contains("240.0 s queued");
    assertThat(decision.input()).isNotNull();
  }

  @Test
  void noMoreThanAStepMayBeStarting() {
    ScalingDecision decision = steady(1, 2000, 0, known(backlog(T0, 0, 0)));
    assertThat(decision.desired()).isEqualTo(6);
    Instant now = T0.plusSeconds(600);
    ScalingDecision next =
        decide(
            spec,
            now,
            Make.service(WORKERS, 6, 1),
            Make.tasks(1),
            backlog(now, 2000, 0),
            known(backlog(T0, 0, 0)));
    assertThat(next.direction()).isEqualTo(Direction.HOLD);
    assertThat(next.reason()).contains("starting already");
  }

  @Test
  void insideTheDeadBandNothingMoves() {
    // 840 s in 40 s are 21 slots, 10.5 tasks: within 10 % of 10.
    ScalingDecision decision = steady(10, 840, 0, known(backlog(T0, 0, 0)));
    assertThat(decision.direction()).isEqualTo(Direction.HOLD);
    assertThat(decision.reason()).contains("dead band");
  }

  @Test
  void scaleInWaitsForAWholeWindow() {
    ScalingDecision decision = steady(5, 0, 0, known(backlog(T0, 0, 0)));
    assertThat(decision.direction()).isEqualTo(Direction.HOLD);
    assertThat(decision.reason()).contains("recommendations are known");
  }

  @Test
  void scaleInGoesToTheHighestOfTheWindow() {
    RecommendationWindow window =
        RecommendationWindow.EMPTY
            .add(1, T0.plusSeconds(500), Duration.ofHours(1))
            .add(3, T0.plusSeconds(570), Duration.ofHours(1));
    PoolMemory memory = new PoolMemory(RateEstimate.first(backlog(T0, 0, 0)), window, null);
    ScalingDecision decision = steady(5, 0, 0, memory);
    assertThat(decision.direction()).isEqualTo(Direction.IN);
    assertThat(decision.desired()).isEqualTo(3);
  }

  @Test
  void scaleInLeavesRoomForWhatRuns() {
    ScalingDecision decision = steady(9, 0, 8, windowOf(1));
    assertThat(decision.direction()).isEqualTo(Direction.IN);
    assertThat(decision.desired()).isEqualTo(4);
  }

  @Test
  void aDeploymentBlocksScaleInAndNotScaleOut() {
    Instant now = T0.plusSeconds(600);
    ServiceView service = Make.deploying(Make.service(WORKERS, 5, 5));
    ScalingDecision in = decide(spec, now, service, Make.tasks(5), backlog(now, 0, 0), windowOf(1));
    assertThat(in.direction()).isEqualTo(Direction.HOLD);
    assertThat(in.conditions())
        .anyMatch(c -> c.type() == Condition.Type.BLOCKED && c.reason().equals("Deployment"));
    ScalingDecision out =
        decide(spec, now, service, Make.tasks(5), backlog(now, 800, 0), windowOf(1));
    assertThat(out.direction()).isEqualTo(Direction.OUT);
  }

  @Test
  void missingFiguresHoldThenRaiseToTheFallbackAndNeverLower() {
    ServiceView service = Make.service(WORKERS, 3, 3);
    ScalingDecision first = decide(spec, T0, service, Make.tasks(3), null, windowOf(1));
    assertThat(first.direction()).isEqualTo(Direction.HOLD);
    assertThat(first.conditions()).anyMatch(c -> c.type() == Condition.Type.METRICS_STALE);
    ScalingDecision later =
        decide(spec, T0.plusSeconds(89), service, Make.tasks(3), null, first.memory());
    assertThat(later.direction()).isEqualTo(Direction.HOLD);
    ScalingDecision due =
        decide(spec, T0.plusSeconds(90), service, Make.tasks(3), null, later.memory());
    assertThat(due.direction()).isEqualTo(Direction.OUT);
    assertThat(due.desired()).isEqualTo(6);
    ScalingDecision many =
        decide(
            spec,
            T0.plusSeconds(90),
            Make.service(WORKERS, 9, 9),
            Make.tasks(9),
            null,
            later.memory());
    assertThat(many.desired()).isEqualTo(9);
  }

  @Test
  void theLeastIsKeptWithoutAnyFigure() {
    ScalingDecision decision =
        decide(
            Make.min(spec, 3),
            T0,
            Make.service(WORKERS, 1, 1),
            Make.tasks(1),
            null,
            PoolMemory.EMPTY);
    assertThat(decision.direction()).isEqualTo(Direction.OUT);
    assertThat(decision.desired()).isEqualTo(3);
  }

  @Test
  void aStoreThatForgotEverythingLooksLikeNoFigures() {
    PoolMemory memory = known(new QueueSum(T0, 5, 2, 50, 4, 1000, 1000, 900, 900));
    ScalingDecision decision = steady(5, 0, 0, memory);
    assertThat(decision.direction()).isEqualTo(Direction.HOLD);
    assertThat(decision.reason()).contains("totals fell back");
  }

  @Test
  void tasksThatDoNotStartBlockTheNextRaise() {
    Instant now = T0.plusSeconds(600);
    List<TaskView> tasks = new ArrayList<>(Make.tasks(2));
    tasks.add(Make.task("stuck", TaskView.Status.STARTING, true, null));
    ScalingDecision decision =
        decide(
            spec,
            now,
            Make.service(WORKERS, 3, 2),
            tasks,
            backlog(now, 2000, 0),
            known(backlog(T0, 0, 0)));
    assertThat(decision.direction()).isEqualTo(Direction.HOLD);
    assertThat(decision.conditions())
        .anyMatch(c -> c.type() == Condition.Type.BLOCKED && c.reason().equals("Capacity"));
  }

  @Test
  void tasksThatDieAtTheirStartAreACrashLoop() {
    Instant now = T0.plusSeconds(60);
    List<TaskView> tasks = new ArrayList<>(Make.tasks(2));
    for (int i = 0; i < 3; i++) {
      tasks.add(died("d" + i, T0.plusSeconds(20)));
    }
    ScalingDecision decision =
        decide(
            spec,
            now,
            Make.service(WORKERS, 2, 2),
            tasks,
            backlog(now, 2000, 0),
            known(backlog(T0, 0, 0)));
    assertThat(decision.direction()).isEqualTo(Direction.HOLD);
    assertThat(decision.conditions()).anyMatch(c -> c.reason().equals("CrashLoop"));
  }

  private static TaskView died(String id, Instant at) {
    TaskView t = Make.task(id, TaskView.Status.STOPPED, false, null);
    return new TaskView(
        t.arn(),
        t.service(),
        t.status(),
        false,
        t.taskDefinition(),
        t.zone(),
        null,
        null,
        List.of(),
        T0,
        T0,
        at,
        true,
        null);
  }

  @Test
  void aLagLongerThanTheTargetIsSaidAndDecidedAnyway() {
    Instant now = T0.plusSeconds(600);
    ScalingDecision decision =
        decide(
            Make.lag(spec, Duration.ofSeconds(60)),
            now,
            Make.service(WORKERS, 1, 1),
            Make.tasks(1),
            backlog(now, 60, 0),
            known(backlog(T0, 0, 0)));
    assertThat(decision.conditions()).anyMatch(c -> c.type() == Condition.Type.SLO_UNREACHABLE);
    assertThat(decision.desired()).isEqualTo(2);
  }

  @Test
  void anIdlePoolGoesToZeroOnlyIfItMayAndOneJobBringsItBack() {
    WorkerPoolSpec zero = Make.min(spec, 0);
    Instant now = T0.plusSeconds(600);
    ScalingDecision idle =
        decide(
            zero, now, Make.service(WORKERS, 1, 1), Make.tasks(1), backlog(now, 0, 0), windowOf(0));
    assertThat(idle.direction()).isEqualTo(Direction.IN);
    assertThat(idle.desired()).isZero();
    ScalingDecision one =
        decide(
            zero, now, Make.service(WORKERS, 0, 0), List.of(), backlog(now, 0.001, 0), windowOf(0));
    assertThat(one.direction()).isEqualTo(Direction.OUT);
    assertThat(one.desired()).isEqualTo(1);
    assertThat(steady(1, 0, 0, windowOf(0)).desired()).isEqualTo(1);
  }

  @Test
  void aPauseHoldsItsDirectionOnly() {
    Instant now = T0.plusSeconds(600);
    ServiceView service = Make.service(WORKERS, 5, 5);
    ScalingDecision out =
        decide(
            Make.paused(spec, Paused.OUT),
            now,
            service,
            Make.tasks(5),
            backlog(now, 2000, 0),
            windowOf(1));
    assertThat(out.direction()).isEqualTo(Direction.HOLD);
    ScalingDecision in =
        decide(
            Make.paused(spec, Paused.OUT),
            now,
            service,
            Make.tasks(5),
            backlog(now, 0, 0),
            windowOf(1));
    assertThat(in.direction()).isEqualTo(Direction.IN);
    ScalingDecision all =
        decide(
            Make.paused(spec, Paused.ALL),
            now,
            service,
            Make.tasks(5),
            backlog(now, 0, 0),
            windowOf(1));
    assertThat(all.direction()).isEqualTo(Direction.HOLD);
  }
}
