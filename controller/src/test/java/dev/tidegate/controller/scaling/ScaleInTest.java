package dev.tidegate.controller.scaling;

import static dev.tidegate.controller.Make.T0;
import static dev.tidegate.controller.Make.WORKERS;
import static dev.tidegate.controller.Make.arn;
import static dev.tidegate.controller.Make.session;
import static dev.tidegate.controller.Make.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.scaling.ScaleInState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScaleInTest {
  private static final Instant LONG = T0.plusSeconds(1000);

  private static ScaleInState state(Step step, int from, String... victims) {
    return new ScaleInState(
        "fib", step, T0, List.of(victims).stream().map(Make::arn).toList(), from, Set.of());
  }

  private static ScaleInView view(
      Instant now,
      ServiceView service,
      List<TaskView> tasks,
      List<SessionView> sessions,
      String cancel) {
    return new ScaleInView(now, service, tasks, sessions, cancel, Duration.ofSeconds(30));
  }

  private static ScaleInView view(ServiceView service, List<TaskView> tasks, SessionView... all) {
    return view(T0.plusSeconds(1), service, tasks, List.of(all), null);
  }

  @Test
  void victimsAreIdleOnesFirstThenThoseWithLeastWorkNeverUnknownOnes() {
    List<TaskView> tasks =
        List.of(
            task("w1"),
            task("w2"),
            task("w3"),
            task("w4"),
            task("w5", TaskView.Status.RUNNING, true, LONG));
    List<SessionView> sessions =
        List.of(
            session("w1", 2, false),
            session("w2", 0, false),
            session("w3", 1, false),
            session("w5", 0, false));
    assertThat(VictimChoice.choose(tasks, sessions, 2)).containsExactly(arn("w2"), arn("w3"));
    assertThat(VictimChoice.choose(tasks, sessions, 9))
        .containsExactly(arn("w2"), arn("w3"), arn("w1"), arn("w5"));
  }

  @Test
  void noSessionNoScaleIn() {
    assertThat(ScaleIn.begin("fib", 3, 1, Make.tasks(3), List.of(), T0)).isEmpty();
  }

  @Test
  void drainWaitsWhileAVictimHoldsAJob() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 2, "w1"),
            view(Make.service(WORKERS, 2, 2), Make.tasks(2), session("w1", 1, true)));
    assertThat(step.next()).isEqualTo(state(Step.DRAIN, 2, "w1"));
    assertThat(step.drain()).containsExactly(arn("w1"));
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void drainWaitsForAVictimWhoseSessionVanishedForUnknownIsBusy() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 2, "w1"),
            view(Make.service(WORKERS, 2, 2), Make.tasks(2), session("w2", 0, false)));
    assertThat(step.next().step()).isEqualTo(Step.DRAIN);
  }

  @Test
  void drainToProtectWhenAllVictimsLetGo() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 2, "w1"),
            view(Make.service(WORKERS, 2, 2), Make.tasks(2), session("w1", 0, true)));
    assertThat(step.next().step()).isEqualTo(Step.PROTECT);
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void drainTooLongIsUndone() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 2, "w1"),
            view(
                T0.plusSeconds(30),
                Make.service(WORKERS, 2, 2),
                Make.tasks(2),
                List.of(session("w1", 1, true)),
                null));
    assertThat(step.next()).isNull();
    assertThat(step.undrain()).containsExactly(arn("w1"));
  }

  @Test
  void drainTooLongGoesOnWithThoseThatLetGo() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 3, "w1", "w2"),
            view(
                T0.plusSeconds(30),
                Make.service(WORKERS, 3, 3),
                Make.tasks(3),
                List.of(session("w1", 1, true), session("w2", 0, true)),
                null));
    assertThat(step.next().victims()).containsExactly(arn("w2"));
    assertThat(step.next().to()).isEqualTo(2);
    assertThat(step.undrain()).containsExactly(arn("w1"));
  }

  @Test
  void newWorkCancelsADrain() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.DRAIN, 2, "w1"),
            view(
                T0.plusSeconds(1),
                Make.service(WORKERS, 2, 2),
                Make.tasks(2),
                List.of(session("w1", 0, true)),
                "needed"));
    assertThat(step.next()).isNull();
    assertThat(step.undrain()).containsExactly(arn("w1"));
  }

  @Test
  void protectProtectsAllOthersBeforeItLowersAnything() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 3, "w1"),
            view(Make.service(WORKERS, 3, 3), Make.tasks(3), session("w1", 0, true)));
    assertThat(step.move().protect()).containsExactlyInAnyOrder(arn("w2"), arn("w3"));
    assertThat(step.next().ours()).containsExactlyInAnyOrder(arn("w2"), arn("w3"));
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void protectLowersByExactlyTheVictimsWhenAllOthersAreSeenProtected() {
    List<TaskView> tasks =
        List.of(
            task("w1"),
            task("w2", TaskView.Status.RUNNING, true, LONG),
            task("w3", TaskView.Status.RUNNING, true, LONG));
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 3, "w1"),
            view(Make.service(WORKERS, 3, 3), tasks, session("w1", 0, true)));
    assertThat(step.move().desired().to()).isEqualTo(2);
    assertThat(step.move().desired().from()).isEqualTo(3);
    assertThat(step.move().desired().victims()).containsExactly(arn("w1"));
    assertThat(step.move().desired().guard()).isEqualTo(Guard.WORKERS_RELEASED);
  }

  @Test
  void protectThatEndsTooSoonIsRenewedFirst() {
    List<TaskView> tasks =
        List.of(task("w1"), task("w2", TaskView.Status.RUNNING, true, T0.plusSeconds(30)));
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 2, "w1"),
            view(Make.service(WORKERS, 2, 2), tasks, session("w1", 0, true)));
    assertThat(step.move().protect()).containsExactly(arn("w2"));
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void protectGivesUpWhenAVictimIsNoLongerKnownToBeIdle() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 2, "w1"),
            view(Make.service(WORKERS, 2, 2), Make.tasks(2), session("w1", 1, false)));
    assertThat(step.next().step()).isEqualTo(Step.LIFT);
    assertThat(step.undrain()).containsExactly(arn("w1"));
  }

  @Test
  void protectGivesUpWhenADeploymentBegins() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 2, "w1"),
            view(
                Make.deploying(Make.service(WORKERS, 2, 2)),
                Make.tasks(2),
                session("w1", 0, true)));
    assertThat(step.next().step()).isEqualTo(Step.LIFT);
  }

  @Test
  void protectToGoneWhenTheLowerCountIsSeenWhoeverSetIt() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.PROTECT, 3, "w1"),
            view(Make.service(WORKERS, 2, 3), Make.tasks(3), session("w1", 0, true)));
    assertThat(step.next().step()).isEqualTo(Step.GONE);
    assertThat(step.drain()).containsExactly(arn("w1"));
  }

  @Test
  void goneWaitsWhileAVictimStillStops() {
    List<TaskView> tasks = List.of(task("w1", TaskView.Status.STOPPING, false, null), task("w2"));
    ScaleInStep step =
        ScaleIn.next(state(Step.GONE, 2, "w1"), view(Make.service(WORKERS, 1, 1), tasks));
    assertThat(step.next().step()).isEqualTo(Step.GONE);
    assertThat(step.drain()).containsExactly(arn("w1"));
    assertThat(step.move().protect()).containsExactly(arn("w2"));
  }

  @Test
  void goneToLiftWhenTheVictimsHaveStopped() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.GONE, 2, "w1"), view(Make.service(WORKERS, 1, 1), List.of(task("w2"))));
    assertThat(step.next().step()).isEqualTo(Step.LIFT);
  }

  @Test
  void goneFreesAVictimThatIsNeededAfterAll() {
    // Another task died: the victim is all that is left of the wanted count.
    ScaleInStep step =
        ScaleIn.next(
            state(Step.GONE, 2, "w1"),
            view(Make.service(WORKERS, 1, 1), List.of(task("w1")), session("w1", 0, true)));
    assertThat(step.next().step()).isEqualTo(Step.LIFT);
    assertThat(step.undrain()).containsExactly(arn("w1"));
  }

  @Test
  void liftTakesOnlyOurProtectionsAndOnlyFromIdleTasks() {
    ScaleInState state =
        new ScaleInState("fib", Step.LIFT, T0, List.of(arn("w1")), 4, Set.of(arn("w2"), arn("w3")));
    List<TaskView> tasks =
        List.of(
            task("w2", TaskView.Status.RUNNING, true, LONG),
            task("w3", TaskView.Status.RUNNING, true, LONG),
            task("w4", TaskView.Status.RUNNING, true, LONG));
    ScaleInStep step =
        ScaleIn.next(
            state,
            view(
                Make.service(WORKERS, 3, 3),
                tasks,
                session("w2", 0, false),
                session("w3", 1, false),
                session("w4", 0, false)));
    assertThat(step.move().lift()).containsExactly(arn("w2"));
  }

  @Test
  void liftIsOverWhenNothingOfOursIsLeft() {
    ScaleInStep step =
        ScaleIn.next(
            state(Step.LIFT, 2, "w1"), view(Make.service(WORKERS, 1, 1), List.of(task("w2"))));
    assertThat(step.next()).isNull();
  }
}
