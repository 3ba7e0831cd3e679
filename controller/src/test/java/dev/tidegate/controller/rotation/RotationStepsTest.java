package dev.tidegate.controller.rotation;

import static dev.tidegate.controller.Make.RUNTIMES;
import static dev.tidegate.controller.Make.T0;
import static dev.tidegate.controller.Make.arn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.RuntimeView.Phase;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TargetView.Health;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.rotation.RotationState.Outcome;
import dev.tidegate.controller.rotation.RotationState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RotationStepsTest {
  private static final Instant LONG = T0.plusSeconds(1000);
  private static final TargetGroupView SAFE =
      new TargetGroupView(Make.GROUP, Duration.ofSeconds(60), false, true);

  private final TargetPoolSpec spec = Make.targetPool();

  private RotationView view(double seconds, ServiceView service, Member... members) {
    return view(seconds, service, SAFE, List.of(), members);
  }

  private RotationView view(
      double seconds,
      ServiceView service,
      TargetGroupView group,
      List<TargetView> victimTargets,
      Member... members) {
    return new RotationView(
        T0.plusMillis((long) (seconds * 1000)),
        spec,
        new PoolView(service, List.of(members), List.of(group)),
        false,
        victimTargets);
  }

  private static ServiceView service(int desired, int running) {
    return Make.service(RUNTIMES, desired, running);
  }

  private static RotationState begin(String choice) {
    return RotationState.begin("x", "runtime", choice, T0);
  }

  /** In a step since T0: v is the victim, o stays, n is the newcomer; base 2. */
  private static RotationState at(Step step) {
    RotationState surged =
        begin("oldest").chosen(Victim.of(Make.member("v", 4)), 2, Set.of(arn("v"), arn("o")));
    return surged.newcomer(arn("n"), T0).at(step, T0);
  }

  private static Member drained(String id, int connections) {
    return Make.member(id, Phase.DRAINING, connections, Health.HEALTHY);
  }

  private static Member guarded(Member member) {
    return Make.guarded(member, LONG);
  }

  @Test
  void preflightToSurge() {
    RotationStep step =
        RotationSteps.next(
            begin(arn("v")), view(1, service(2, 2), Make.member("o", 4), Make.member("v", 4)));
    assertThat(step.next().step()).isEqualTo(Step.SURGE);
    assertThat(step.next().victim().taskArn()).isEqualTo(arn("v"));
    assertThat(step.next().base()).isEqualTo(2);
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void preflightChoosesTheBusiest() {
    RotationStep step =
        RotationSteps.next(
            begin("busiest"), view(1, service(2, 2), Make.member("o", 4), Make.member("v", 9)));
    assertThat(step.next().victim().taskArn()).isEqualTo(arn("v"));
  }

  @Test
  void preflightRefusesADelayTooShortForTheShedAndTheLag() {
    // 8 s of lag, 4 connections at 10 per second, 5 s for streams: 13.4 s.
    TargetGroupView shortDelay =
        new TargetGroupView(Make.GROUP, Duration.ofSeconds(13), false, true);
    RotationStep step =
        RotationSteps.next(
            begin("oldest"),
            view(
                1, service(2, 2), shortDelay, List.of(), Make.member("o", 4), Make.member("v", 4)));
    assertThat(step.next().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(step.reason()).contains("deregistration delay");
  }

  @Test
  void preflightRefusesAGroupThatCutsConnections() {
    TargetGroupView cuts = new TargetGroupView(Make.GROUP, Duration.ofSeconds(60), true, true);
    RotationStep step =
        RotationSteps.next(
            begin("oldest"), view(1, service(1, 1), cuts, List.of(), Make.member("v", 4)));
    assertThat(step.next().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void preflightWaitsForADeploymentThenRefuses() {
    ServiceView deploying = Make.deploying(service(2, 2));
    RotationState state = begin("oldest");
    Member[] members = {Make.member("o", 4), Make.member("v", 4)};
    assertThat(RotationSteps.next(state, view(59, deploying, members)).next()).isEqualTo(state);
    assertThat(RotationSteps.next(state, view(60, deploying, members)).next().outcome())
        .isEqualTo(Outcome.REFUSED);
  }

  @Test
  void preflightWaitsForAnotherTargetInTheVictimsZone() {
    TargetGroupView zonal = new TargetGroupView(Make.GROUP, Duration.ofSeconds(60), false, false);
    Member elsewhere = Make.member("o", 4);
    Member other =
        new Member(
            elsewhere.task(),
            elsewhere.runtime(),
            List.of(new TargetView(Make.GROUP, "i-o", 7000, "b", Health.HEALTHY, "")),
            null);
    RotationStep step =
        RotationSteps.next(
            begin(arn("v")), view(1, service(2, 2), zonal, List.of(), other, Make.member("v", 4)));
    assertThat(step.next().step()).isEqualTo(Step.PREFLIGHT);
    assertThat(step.reason()).contains("zone");
  }

  @Test
  void surgeRaisesByOneAndRepeatsItUntilItIsSeen() {
    RotationState state = at(Step.SURGE).newcomer(null, null);
    RotationStep step =
        RotationSteps.next(state, view(1, service(2, 2), Make.member("o", 4), Make.member("v", 4)));
    assertThat(step.move().desired().to()).isEqualTo(3);
    RotationStep seen =
        RotationSteps.next(state, view(2, service(3, 2), Make.member("o", 4), Make.member("v", 4)));
    assertThat(seen.move().desired()).isNull();
    assertThat(seen.reason()).contains("waits for ECS");
  }

  @Test
  void surgeWaitsForANewcomerHealthyForLongEnoughAndReached() {
    Member unreached =
        new Member(
            Make.member("n", 0).task(),
            Make.runtime("n", Phase.SERVING, 0, 0, 2),
            List.of(Make.target("n", Health.HEALTHY)),
            null);
    RotationState state = at(Step.SURGE).newcomer(null, null);
    Member[] two = {Make.member("o", 4), Make.member("v", 4)};
    RotationStep first =
        RotationSteps.next(state, view(5, service(3, 3), two[0], two[1], unreached));
    assertThat(first.next().healthySince()).isEqualTo(T0.plusSeconds(5));
    assertThat(first.next().step()).isEqualTo(Step.SURGE);
    RotationStep reached =
        RotationSteps.next(
            first.next(), view(15, service(3, 3), two[0], two[1], Make.member("n", 3)));
    assertThat(reached.next().step()).isEqualTo(Step.QUIESCE);
    RotationStep notYet =
        RotationSteps.next(first.next(), view(15, service(3, 3), two[0], two[1], unreached));
    assertThat(notYet.next().step()).isEqualTo(Step.SURGE);
    // Some of the victim's connections are asked to choose again; it goes on serving.
    assertThat(notYet.wish().drain()).isFalse();
    assertThat(notYet.wish().runtimeId()).isEqualTo("r-v");
    assertThat(notYet.wish().shed().connections()).isEqualTo(4);
    RotationStep bounded =
        RotationSteps.next(first.next(), view(45, service(3, 3), two[0], two[1], unreached));
    assertThat(bounded.next().step()).isEqualTo(Step.QUIESCE);
    assertThat(bounded.next().risks()).singleElement().asString().contains("only 2 clients");
  }

  @Test
  void surgeStartsCountingAnewWhenTheNewcomerFallsIll() {
    Member ill = Make.member("n", Phase.SERVING, 3, Health.UNHEALTHY);
    RotationStep step =
        RotationSteps.next(
            at(Step.SURGE), view(9, service(3, 3), Make.member("o", 4), Make.member("v", 4), ill));
    assertThat(step.next().healthySince()).isNull();
  }

  @Test
  void surgeTooLongTakesTheNewcomerBackTheSameCarefulWay() {
    Member ill = Make.member("n", Phase.SERVING, 0, Health.INITIAL);
    RotationStep step =
        RotationSteps.next(
            at(Step.SURGE).newcomer(null, null),
            view(180, service(3, 3), Make.member("o", 4), Make.member("v", 4), ill));
    assertThat(step.next().step()).isEqualTo(Step.QUIESCE);
    assertThat(step.next().undoing()).isTrue();
    assertThat(step.next().victim().taskArn()).isEqualTo(arn("n"));
  }

  @Test
  void surgeThatNothingCanRunForIsDroppedUnderProtection() {
    RotationState state = at(Step.SURGE).newcomer(null, null);
    Member[] two = {Make.member("o", 4), Make.member("v", 4)};
    RotationStep back = RotationSteps.next(state, view(180, service(3, 2), two));
    assertThat(back.next().step()).isEqualTo(Step.LOWER);
    RotationStep protect = RotationSteps.next(back.next(), view(181, service(3, 2), two));
    assertThat(protect.move().protect()).containsExactlyInAnyOrder(arn("o"), arn("v"));
    RotationStep lower =
        RotationSteps.next(
            protect.next(), view(182, service(3, 2), guarded(two[0]), guarded(two[1])));
    assertThat(lower.move().desired().guard()).isEqualTo(Guard.NEVER_SERVED);
    RotationStep end =
        RotationSteps.next(
            lower.next(), view(183, service(2, 2), guarded(two[0]), guarded(two[1])));
    assertThat(end.next().step()).isEqualTo(Step.SETTLE);
  }

  @Test
  void surgeLeavesACountAloneThatSomebodyElseSet() {
    RotationStep step =
        RotationSteps.next(
            at(Step.SURGE), view(9, service(7, 3), Make.member("o", 4), Make.member("v", 4)));
    assertThat(step.next().outcome()).isEqualTo(Outcome.UNDONE);
    assertThat(step.move().desired()).isNull();
  }

  @Test
  void quiesceDrainsUntilTheRuntimeSaysSo() {
    Member[] all = {Make.member("o", 4), Make.member("v", 4), Make.member("n", 4)};
    RotationStep wait = RotationSteps.next(at(Step.QUIESCE), view(1, service(3, 3), all));
    assertThat(wait.next().step()).isEqualTo(Step.QUIESCE);
    assertThat(wait.wish().drain()).isTrue();
    assertThat(wait.wish().shed()).isNull();
    assertThat(wait.wish().bootId()).isEqualTo("boot-v");
    RotationStep step =
        RotationSteps.next(
            at(Step.QUIESCE), view(2, service(3, 3), all[0], drained("v", 4), all[2]));
    assertThat(step.next().step()).isEqualTo(Step.LOWER);
  }

  @Test
  void quiesceTooLongIsTakenBack() {
    Member[] all = {Make.member("o", 4), Make.member("v", 4), Make.member("n", 4)};
    RotationStep step = RotationSteps.next(at(Step.QUIESCE), view(30, service(3, 3), all));
    assertThat(step.next().undoing()).isTrue();
    assertThat(step.next().victim().taskArn()).isEqualTo(arn("n"));
    assertThat(step.wish()).isNull();
  }

  @Test
  void lowerProtectsAllOthersFirstThenLowersByTheVictim() {
    Member victim = drained("v", 4);
    RotationStep protect =
        RotationSteps.next(
            at(Step.LOWER),
            view(1, service(3, 3), Make.member("o", 4), victim, Make.member("n", 4)));
    assertThat(protect.move().protect()).containsExactlyInAnyOrder(arn("o"), arn("n"));
    assertThat(protect.next().ours()).containsExactlyInAnyOrder(arn("o"), arn("n"));
    assertThat(protect.move().desired()).isNull();
    RotationStep lower =
        RotationSteps.next(
            protect.next(),
            view(
                2,
                service(3, 3),
                guarded(Make.member("o", 4)),
                victim,
                guarded(Make.member("n", 4))));
    assertThat(lower.move().desired().to()).isEqualTo(2);
    assertThat(lower.move().desired().victims()).containsExactly(arn("v"));
    assertThat(lower.move().desired().guard()).isEqualTo(Guard.RUNTIME_DRAINING);
    assertThat(lower.wish().drain()).isTrue();
  }

  @Test
  void lowerWaitsWhileNobodyElseServes() {
    Member ill = Make.member("n", Phase.SERVING, 0, Health.UNHEALTHY);
    Member sick = Make.member("o", Phase.SERVING, 0, Health.UNHEALTHY);
    RotationStep step =
        RotationSteps.next(
            at(Step.LOWER), view(1, service(3, 3), guarded(sick), drained("v", 4), guarded(ill)));
    assertThat(step.move().desired()).isNull();
    assertThat(step.reason()).contains("no other target");
  }

  @Test
  void lowerToShedWhenTheLowerCountIsSeenWhoeverSetIt() {
    RotationStep step =
        RotationSteps.next(
            at(Step.LOWER),
            view(
                1,
                service(2, 3),
                guarded(Make.member("o", 4)),
                drained("v", 4),
                guarded(Make.member("n", 4))));
    assertThat(step.next().step()).isEqualTo(Step.SHED);
  }

  @Test
  void shedOrdersEverythingAwayWhileItStillAccepts() {
    Member leaving = Make.leaving(drained("v", 4), TaskView.Status.STOPPING);
    RotationStep step =
        RotationSteps.next(
            at(Step.SHED).shedAgain(),
            view(
                1,
                service(2, 2),
                guarded(Make.member("o", 4)),
                leaving,
                guarded(Make.member("n", 4))));
    assertThat(step.next().step()).isEqualTo(Step.SHED);
    assertThat(step.wish().shed().connections()).isEqualTo(-1);
    assertThat(step.wish().shed().id()).isEqualTo("rotation-x-1");
    assertThat(step.wish().untilStopped()).isTrue();
  }

  @Test
  void shedToVerifyWhenNoConnectionIsLeft() {
    Member leaving = Make.leaving(drained("v", 0), TaskView.Status.STOPPING);
    RotationStep step =
        RotationSteps.next(
            at(Step.SHED),
            view(1, service(2, 2), Make.member("o", 4), leaving, Make.member("n", 4)));
    assertThat(step.next().step()).isEqualTo(Step.VERIFY);
  }

  @Test
  void shedFollowsEcsWhenItChoseAnother() {
    Member victim = drained("v", 4);
    Member other = Make.leaving(Make.member("o", 4), TaskView.Status.STOPPING);
    RotationStep step =
        RotationSteps.next(
            at(Step.SHED), view(1, service(2, 2), victim, other, guarded(Make.member("n", 4))));
    assertThat(step.next().victim().taskArn()).isEqualTo(arn("o"));
    assertThat(step.next().risks()).isNotEmpty();
    assertThat(step.wish().runtimeId()).isEqualTo("r-o");
  }

  @Test
  void verifyNeedsTheTargetReleasedAndQuietForTheWholeLag() {
    Member leaving = Make.leaving(drained("v", 0), TaskView.Status.STOPPING);
    Member[] all = {Make.member("o", 4), leaving, Make.member("n", 4)};
    List<TargetView> healthy = List.of(Make.target("v", Health.HEALTHY));
    List<TargetView> draining = List.of(Make.target("v", Health.DRAINING));
    RotationState state = at(Step.VERIFY);
    assertThat(RotationSteps.next(state, view(1, service(2, 2), SAFE, healthy, all)).next())
        .matches(s -> s.quietSince() == null);
    RotationStep quiet = RotationSteps.next(state, view(2, service(2, 2), SAFE, draining, all));
    assertThat(quiet.next().quietSince()).isEqualTo(T0.plusSeconds(2));
    assertThat(
            RotationSteps.next(quiet.next(), view(9.9, service(2, 2), SAFE, draining, all))
                .next()
                .step())
        .isEqualTo(Step.VERIFY);
    assertThat(
            RotationSteps.next(quiet.next(), view(10, service(2, 2), SAFE, draining, all))
                .next()
                .step())
        .isEqualTo(Step.STOP);
  }

  @Test
  void verifyStartsAnewAfterALateFlowAndShedsAgain() {
    Member late = Make.leaving(drained("v", 1), TaskView.Status.STOPPING);
    RotationState state = at(Step.VERIFY).shedAgain().quiet(T0);
    RotationStep step =
        RotationSteps.next(
            state,
            view(
                5,
                service(2, 2),
                SAFE,
                List.of(Make.target("v", Health.DRAINING)),
                Make.member("o", 4),
                late,
                Make.member("n", 4)));
    assertThat(step.next().quietSince()).isNull();
    assertThat(step.next().shedRound()).isEqualTo(2);
  }

  @Test
  void absenceProvesNothing() {
    Member leaving = Make.leaving(drained("v", 0), TaskView.Status.STOPPING);
    RotationStep step =
        RotationSteps.next(
            at(Step.VERIFY).quiet(T0),
            view(
                59,
                service(2, 2),
                SAFE,
                List.of(),
                Make.member("o", 4),
                leaving,
                Make.member("n", 4)));
    assertThat(step.next().step()).isEqualTo(Step.VERIFY);
    assertThat(step.next().quietSince()).isNull();
  }

  @Test
  void stoppedEarlyIsRecordedAsARisk() {
    RotationStep step =
        RotationSteps.next(
            at(Step.VERIFY), view(1, service(2, 2), Make.member("o", 4), Make.member("n", 4)));
    assertThat(step.next().step()).isEqualTo(Step.SETTLE);
    assertThat(step.next().risks()).singleElement().asString().contains("quiet");
  }

  @Test
  void settleLiftsOursThenWatchesThenIsDone() {
    RotationState state = at(Step.SETTLE).protecting(Set.of(arn("o"), arn("n")));
    Member[] held = {guarded(Make.member("o", 4)), guarded(Make.member("n", 4))};
    Member[] free = {Make.member("o", 4), Make.member("n", 4)};
    RotationStep lift = RotationSteps.next(state, view(1, service(2, 2), held));
    assertThat(lift.move().lift()).containsExactlyInAnyOrder(arn("o"), arn("n"));
    assertThat(RotationSteps.next(state, view(3, service(2, 2), free)).next().over()).isFalse();
    RotationStep done = RotationSteps.next(state, view(4, service(2, 2), free));
    assertThat(done.next().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(done.next().risks()).isEmpty();
  }

  @Test
  void aDeploymentMakesItYieldThenTakesTheSurgeBack() {
    Member[] all = {Make.member("o", 4), Make.member("v", 4), Make.member("n", 4)};
    RotationState protecting = at(Step.LOWER).protecting(Set.of(arn("o")));
    RotationStep yields =
        RotationSteps.next(protecting, view(1, Make.deploying(service(3, 3)), all));
    assertThat(yields.next().step()).isEqualTo(Step.YIELD);
    assertThat(yields.wish()).isNull();
    RotationStep lift =
        RotationSteps.next(
            yields.next(), view(2, Make.deploying(service(3, 3)), guarded(all[0]), all[1], all[2]));
    assertThat(lift.move().lift()).containsExactly(arn("o"));
    Member[] replaced = {Make.member("p", 4), Make.member("q", 4), Make.member("r", 4)};
    RotationStep after = RotationSteps.next(yields.next(), view(60, service(3, 3), replaced));
    assertThat(after.next().step()).isEqualTo(Step.QUIESCE);
    assertThat(after.next().undoing()).isTrue();
  }

  @Test
  void aVictimThatEndsByItselfLeavesTheNewcomerInItsPlace() {
    RotationStep step =
        RotationSteps.next(
            at(Step.QUIESCE), view(1, service(3, 2), Make.member("o", 4), Make.member("n", 4)));
    assertThat(step.next().step()).isEqualTo(Step.LOWER);
    assertThat(step.next().victim()).isEqualTo(Victim.NOBODY);
  }
}
