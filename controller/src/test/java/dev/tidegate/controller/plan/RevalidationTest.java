package dev.tidegate.controller.plan;

import static dev.tidegate.controller.Make.T0;
import static dev.tidegate.controller.Make.WORKERS;
import static dev.tidegate.controller.Make.arn;
import static dev.tidegate.controller.Make.session;
import static dev.tidegate.controller.Make.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevalidationTest {
  private static final Instant LONG = T0.plusSeconds(300);
  private static final Change LOWER = new Change(2, 1, Set.of(arn("w1")), Guard.WORKERS_RELEASED);

  private static TaskView guarded(String id) {
    return task(id, TaskView.Status.RUNNING, true, LONG);
  }

  private static FreshView fresh(
      ServiceView service, List<TaskView> tasks, List<SessionView> sessions, RuntimeView... fleet) {
    return new FreshView(T0, service, tasks, sessions, new FleetView(List.of(fleet), List.of()));
  }

  private static FreshView good(SessionView session) {
    return fresh(Make.service(WORKERS, 2, 2), List.of(task("w1"), guarded("w2")), List.of(session));
  }

  @Test
  void whatStillHoldsIsAllowed() {
    assertThat(Revalidation.refuse(LOWER, good(session("w1", 0, true)))).isEmpty();
  }

  @Test
  void aVictimThatHasTakenAJobIsSpared() {
    assertThat(Revalidation.refuse(LOWER, good(session("w1", 1, true))))
        .hasValueSatisfying(why -> assertThat(why).contains("not known to be idle"));
    assertThat(Revalidation.refuse(LOWER, good(session("w1", 0, false)))).isPresent();
    assertThat(Revalidation.refuse(LOWER, good(session("w2", 0, true)))).isPresent();
  }

  @Test
  void anUnprotectedBystanderRefusesEverything() {
    FreshView open =
        fresh(Make.service(WORKERS, 2, 2), Make.tasks(2), List.of(session("w1", 0, true)));
    assertThat(Revalidation.refuse(LOWER, open))
        .hasValueSatisfying(why -> assertThat(why).contains("ECS could choose"));
  }

  @Test
  void aCountThatSomebodyElseSetIsLeftAlone() {
    FreshView moved =
        fresh(
            Make.service(WORKERS, 4, 2),
            List.of(task("w1"), guarded("w2")),
            List.of(session("w1", 0, true)));
    assertThat(Revalidation.refuse(LOWER, moved))
        .hasValueSatisfying(why -> assertThat(why).contains("not 2 any more"));
  }

  @Test
  void aDeploymentRefusesLoweringAndNotRaising() {
    FreshView deploying =
        fresh(
            Make.deploying(Make.service(WORKERS, 2, 2)),
            List.of(task("w1"), guarded("w2")),
            List.of(session("w1", 0, true)));
    assertThat(Revalidation.refuse(LOWER, deploying)).isPresent();
    assertThat(Revalidation.refuse(new Change(2, 3, Set.of(), Guard.NONE), deploying)).isEmpty();
  }

  @Test
  void aRuntimeMustStillDrain() {
    Change lower = new Change(2, 1, Set.of(arn("w1")), Guard.RUNTIME_DRAINING);
    List<TaskView> tasks = List.of(task("w1"), guarded("w2"));
    ServiceView service = Make.service(WORKERS, 2, 2);
    RuntimeView draining = Make.runtime("w1", RuntimeView.Phase.DRAINING, 1, 1, 3);
    RuntimeView serving = Make.runtime("w1", RuntimeView.Phase.SERVING, 1, 1, 3);
    assertThat(Revalidation.refuse(lower, fresh(service, tasks, List.of(), draining))).isEmpty();
    assertThat(Revalidation.refuse(lower, fresh(service, tasks, List.of(), serving))).isPresent();
    assertThat(Revalidation.refuse(lower, fresh(service, tasks, List.of()))).isPresent();
  }

  @Test
  void droppingWhatNeverStartedMustNotHitWhatRuns() {
    Change drop = new Change(2, 1, Set.of(), Guard.NEVER_SERVED);
    ServiceView service = Make.service(WORKERS, 2, 1);
    assertThat(Revalidation.refuse(drop, fresh(service, List.of(guarded("w2")), List.of())))
        .isEmpty();
    assertThat(
            Revalidation.refuse(
                drop, fresh(service, List.of(guarded("w1"), guarded("w2")), List.of())))
        .isPresent();
  }
}
