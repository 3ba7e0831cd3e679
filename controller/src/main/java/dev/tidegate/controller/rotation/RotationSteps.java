package dev.tidegate.controller.rotation;

import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.DirectiveWish.ShedOrder;
import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceMove;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.rotation.RotationState.Outcome;
import dev.tidegate.controller.rotation.RotationState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a rotation.
 *
 * <pre>
 * PREFLIGHT -> SURGE -> QUIESCE -> LOWER -> SHED -> VERIFY -> STOP -> SETTLE -> DONE
 *     |          |         |         |                                            ^
 *     +-refused--|---------|---------|--------------------------------------------+
 *                +-too late+--> QUIESCE of the newcomer (the surge is taken back) |
 *                +---------+---------+--> YIELD while a deployment runs ----------+
 * </pre>
 *
 * <p>Every step repeats its acts until the world shows them, so it may be entered anew at any
 * point. Nothing here stops a task or flips its health: ECS stops the victim because the count
 * falls and nobody else may be chosen.
 */
public final class RotationSteps {
  /** A deployment that takes longer leaves the rotation behind. */
  private static final Duration YIELD_WITHIN = Duration.ofHours(1);

  private final RotationState state;
  private final RotationView view;
  private final TargetPoolSpec spec;
  private final Instant now;

  private RotationSteps(RotationState state, RotationView view) {
    this.state = state;
    this.view = view;
    this.spec = view.spec();
    this.now = view.now();
  }

  public static RotationStep next(RotationState state, RotationView view) {
    return new RotationSteps(state, view).next();
  }

  /** What the victim's runtime is told while nothing can be observed. */
  public static @Nullable DirectiveWish keepAlive(RotationState state, TargetPoolSpec spec) {
    Victim victim = state.victim();
    if (victim == null || !victim.everReported()) {
      return null;
    }
    return switch (state.step()) {
      case QUIESCE, LOWER -> drain(state, victim, null, false);
      case SHED, VERIFY, STOP -> drain(state, victim, shed(state, spec), false);
      case PREFLIGHT, SURGE, SETTLE, YIELD, DONE -> null;
    };
  }

  private RotationStep next() {
    boolean surged = state.holdsSurge() && state.step() != Step.YIELD;
    if (surged && view.deploying()) {
      RotationState next = state.at(Step.YIELD, now);
      return waiting(next, "a deployment began: lets it have its way");
    }
    return switch (state.step()) {
      // Waits for circumstances that may pass; what never passes refuses at once.
      case PREFLIGHT -> preflight();
      // Waits for a newcomer that is healthy for long enough and that clients have reached.
      case SURGE -> surge();
      // Waits for the victim's runtime to say that it leases nothing and sends newcomers away.
      case QUIESCE -> quiesce();
      // Waits for the protection of all others to be seen, then for the lower count to be seen.
      case LOWER -> lower();
      // Waits for the victim's connections to leave; late flows still come and are sent on.
      case SHED -> shed();
      // Waits for quiet longer than the load balancer's lag, as seen by the runtime itself.
      case VERIFY -> verify();
      // Waits for ECS to stop the task, which it does when the deregistration delay is over.
      case STOP -> stop();
      // Waits for the pool to be whole; then looks at it for a while.
      case SETTLE -> settle();
      // Waits for somebody else's deployment, holding nothing but the extra task.
      case YIELD -> yielded();
      case DONE -> waiting(state, "over");
    };
  }

  private RotationStep preflight() {
    Preflight preflight = new Preflight(view);
    Optional<Member> chosen = preflight.choose(state.choice());
    boolean late = late(spec.deadlines().preflight());
    if (chosen.isEmpty()) {
      String why = "no mapped, running task matches '" + state.choice() + "'";
      return late ? refused(why) : waiting(state, why);
    }
    List<String> unsafe = preflight.unsafe(chosen.get());
    if (!unsafe.isEmpty()) {
      return refused(String.join("; ", unsafe));
    }
    List<String> notNow = preflight.notNow(chosen.get());
    if (!notNow.isEmpty()) {
      String why = String.join("; ", notNow);
      return late ? refused(why) : waiting(state, "waits: " + why);
    }
    Set<String> before =
        view.pool().members().stream().map(Member::arn).collect(Collectors.toSet());
    RotationState next =
        state.chosen(Victim.of(chosen.get()), view.desired(), before).at(Step.SURGE, now);
    if (view.pool().service().zoneRebalancing()) {
      next = next.risk("ECS may move tasks between zones by itself (AvailabilityZoneRebalancing)");
    }
    return waiting(next, "rotates " + chosen.get().task().shortId());
  }

  private RotationStep surge() {
    if (view.desired() == state.base()) {
      if (late(spec.deadlines().surge())) {
        return over(Outcome.UNDONE, "the count could not be raised in time");
      }
      Change raise = new Change(state.base(), state.base() + 1, Set.of(), Guard.NONE);
      String why = "raises the count from " + raise.from() + " to " + raise.to();
      return new RotationStep(state, ServiceMove.change(raise), null, why);
    }
    if (view.desired() != state.base() + 1) {
      return over(Outcome.UNDONE, "somebody else set the count to " + view.desired());
    }
    Victim victim = victim();
    if (view.gone(victim) || view.stopping(victim)) {
      return takeBack("the victim ended by itself");
    }
    Optional<Member> newcomer = newcomer();
    if (newcomer.isEmpty()) {
      return late(spec.deadlines().surge())
          ? takeBack("no newcomer within " + text(spec.deadlines().surge()))
          : waiting(state, "waits for ECS to start one more task");
    }
    return welcome(newcomer.get());
  }

  private RotationStep welcome(Member newcomer) {
    boolean serving = newcomer.mapped() && newcomer.serving();
    Instant since = state.healthySince();
    Instant healthySince = !serving ? null : since == null ? now : since;
    RotationState next = state.newcomer(newcomer.arn(), healthySince);
    String name = newcomer.task().shortId();
    if (healthySince == null) {
      return late(spec.deadlines().surge())
          ? takeBack("the newcomer was not healthy within " + text(spec.deadlines().surge()))
          : waiting(next, "waits for " + name + " to be registered, mapped and healthy");
    }
    Instant proven = healthySince.plus(spec.healthyFor());
    if (now.isBefore(proven)) {
      return waiting(next, name + " is healthy, waits until " + proven);
    }
    int accepts = newcomer.knownRuntime().map(RuntimeView::recentAccepts).orElse(0);
    if (accepts < spec.minAccepts()) {
      return unreached(next, proven, name, accepts);
    }
    return waiting(next.at(Step.QUIESCE, now), name + " serves: the victim stops taking work");
  }

  private RotationStep unreached(RotationState next, Instant proven, String name, int accepts) {
    boolean acceptsLate = !now.isBefore(proven.plus(spec.deadlines().accepts()));
    if (acceptsLate && state.base() > 1) {
      String risk = "only " + accepts + " clients had reached the newcomer";
      return waiting(next.risk(risk).at(Step.QUIESCE, now), risk + ", others serve: goes on");
    }
    if (late(spec.deadlines().surge())) {
      return takeBack("clients did not reach the newcomer");
    }
    String why = "waits for clients on " + name + ": " + accepts + " of " + spec.minAccepts();
    return new RotationStep(next, ServiceMove.NOTHING, coax(proven), why);
  }

  /**
   * Connections are pinned, so a quiet fleet sends a newcomer nobody. Some of the victim's, which
   * have to move anyway, are shed early and choose again: they prove that the newcomer is reached
   * while the victim could still take everybody back.
   */
  private @Nullable DirectiveWish coax(Instant proven) {
    Victim victim = victim();
    int connections = view.runtime(victim).map(RuntimeView::connections).orElse(0);
    int some = Math.min(connections, spec.minAccepts() * view.pool().running().size());
    if (some == 0 || !victim.everReported()) {
      return null;
    }
    Duration round = spec.shedTime(some).plus(spec.settle());
    long number = Duration.between(proven, now).toMillis() / Math.max(1, round.toMillis());
    String id = "rotation-" + state.id() + "-coax-" + number;
    return new DirectiveWish(
        victim.runtimeId(),
        victim.bootId(),
        false,
        false,
        null,
        new ShedOrder(some, spec.shedPerSecond(), spec.streamGrace(), id),
        "rotation " + state.id());
  }

  private Optional<Member> newcomer() {
    return view.pool().running().stream()
        .filter(m -> !state.before().contains(m.arn()))
        .min(Comparator.comparing(Member::arn));
  }

  private RotationStep quiesce() {
    Victim victim = victim();
    if (!state.undoing() && (view.gone(victim) || view.stopping(victim))) {
      return takeBack("the victim ended by itself");
    }
    if (!victim.everReported()) {
      return waiting(state.at(Step.LOWER, now), "the newcomer never served: no work to quiesce");
    }
    DirectiveWish drain = drain(state, victim, null, false);
    if (view.runtime(victim).filter(RuntimeView::draining).isPresent()) {
      RotationState next = state.at(Step.LOWER, now);
      return new RotationStep(next, ServiceMove.NOTHING, drain, "the victim drains");
    }
    if (late(spec.deadlines().quiesce())) {
      return state.undoing()
          ? giveUp("the task to take back did not drain; one task more than before is left")
          : takeBack("the victim did not drain within " + text(spec.deadlines().quiesce()));
    }
    String why = "waits for the victim to say that it drains";
    return new RotationStep(state, ServiceMove.NOTHING, drain, why);
  }

  private RotationStep lower() {
    Victim victim = victim();
    DirectiveWish drain = victim.everReported() ? drain(state, victim, null, false) : null;
    if (view.desired() == state.base() && victim.nobody()) {
      return waiting(state.at(Step.SETTLE, now), "the count is " + state.base() + " again");
    }
    if (view.desired() == state.base()) {
      RotationState next = state.at(Step.SHED, now).shedAgain();
      return new RotationStep(
          next, renew(victim), drain, "the count is " + state.base() + " again");
    }
    if (view.desired() != state.base() + 1) {
      return giveUp("somebody else set the count to " + view.desired());
    }
    if (victim.nobody() && view.pool().running().size() > state.base()) {
      return takeBack("the extra task runs by now");
    }
    if (!victim.nobody() && view.gone(victim)) {
      return takeBack("the victim ended by itself");
    }
    Optional<RuntimeView> reported = view.member(victim).map(Member::runtime);
    if (!victim.everReported() && reported.isPresent()) {
      return takeBack("the newcomer's runtime reports by now");
    }
    if (late(spec.deadlines().lower())) {
      return giveUp("the count could not be lowered; one task more than before is left");
    }
    Set<String> need = view.needProtection(victim);
    if (!need.isEmpty() && !view.othersProtected(victim)) {
      RotationState next = state.protecting(view.unprotected(victim));
      String why = "protects " + need.size() + " tasks that are to stay";
      return new RotationStep(next, ServiceMove.protecting(need), drain, why);
    }
    if (view.isProtected(victim)) {
      ServiceMove lift = ServiceMove.lifting(Set.of(victim.taskArn()));
      return new RotationStep(state, lift, drain, "lifts the victim's own protection");
    }
    if (victim.nobody()) {
      Change drop = new Change(state.base() + 1, state.base(), Set.of(), Guard.NEVER_SERVED);
      return new RotationStep(state, ServiceMove.change(drop), null, "lowers the count again");
    }
    if (!view.othersServe(victim)) {
      return new RotationStep(
          state, renew(victim), drain, "waits: no other target serves the victim's zone");
    }
    if (!view.pool().service().steady()) {
      return new RotationStep(state, renew(victim), drain, "waits for tasks that are starting");
    }
    Guard guard = victim.everReported() ? Guard.RUNTIME_DRAINING : Guard.NEVER_SERVED;
    Change change = new Change(state.base() + 1, state.base(), Set.of(victim.taskArn()), guard);
    String why = "lowers the count from " + change.from() + " to " + change.to();
    return new RotationStep(state, ServiceMove.change(change), drain, why);
  }

  private RotationStep shed() {
    Optional<Member> other = otherLeaving();
    if (other.isPresent()) {
      // Should not happen with protections up; the one that goes is the one to empty.
      RotationState next =
          state
              .risk("ECS stopped " + other.get().task().shortId() + " instead of the victim")
              .wrongVictim(Victim.of(other.get()));
      return emptying(next, "follows ECS's choice");
    }
    Victim victim = victim();
    if (view.gone(victim)) {
      return waiting(
          state.risk("stopped before it was seen empty").at(Step.SETTLE, now), "it has stopped");
    }
    int left = view.runtime(victim).map(RuntimeView::connections).orElse(0);
    if (left == 0) {
      return emptying(state.at(Step.VERIFY, now), "no client connection is left");
    }
    if (late(spec.deadlines().shed())) {
      RotationState next = state.risk(left + " connections outlived the shed").at(Step.VERIFY, now);
      return emptying(next, left + " connections are left: goes on");
    }
    return emptying(again(left), "waits for " + left + " connections to leave");
  }

  /** Orders another shed when the time that the last one takes is over. */
  private RotationState again(int left) {
    Duration round = spec.shedTime(left).plus(spec.settle());
    Instant due = state.since().plus(round.multipliedBy(Math.max(1, state.shedRound())));
    return now.isBefore(due) ? state : state.shedAgain();
  }

  private Optional<Member> otherLeaving() {
    Victim victim = victim();
    boolean victimStays = view.member(victim).filter(m -> m.task().serving()).isPresent();
    return victimStays && view.pool().running().size() <= state.base()
        ? view.pool().members().stream().filter(m -> m.task().leaving()).findFirst()
        : Optional.empty();
  }

  private RotationStep verify() {
    Victim victim = victim();
    if (view.gone(victim)) {
      RotationState next = state.risk("stopped before it had been quiet for long enough");
      return waiting(next.at(Step.SETTLE, now), "it has stopped");
    }
    boolean released =
        !view.victimTargets().isEmpty()
            && view.victimTargets().stream().allMatch(TargetView::released);
    Optional<RuntimeView> runtime = view.runtime(victim);
    boolean quiet = released && runtime.map(RuntimeView::quiet).orElse(!victim.everReported());
    if (!quiet) {
      return noisy(released, runtime);
    }
    Instant before = state.quietSince();
    Instant since = before == null ? now : before;
    RotationState next = state.quiet(since);
    Instant empty = since.plus(spec.verifyFor());
    if (!now.isBefore(empty)) {
      return emptying(next.at(Step.STOP, now), "quiet for " + text(spec.verifyFor()) + ": empty");
    }
    return emptying(next, "quiet, waits until " + empty);
  }

  private RotationStep noisy(boolean released, Optional<RuntimeView> runtime) {
    String what =
        !released
            ? "its target is not draining yet"
            : runtime.isEmpty()
                ? "its runtime does not report"
                : runtime.get().connections()
                    + " connections, "
                    + runtime.get().openStreams()
                    + " streams, "
                    + runtime.get().heldJobs()
                    + " jobs";
    RotationState next = state.quiet(null);
    if (late(spec.deadlines().verify())) {
      next = next.risk("not seen empty: " + what).at(Step.STOP, now);
      return emptying(next, "goes on although " + what);
    }
    boolean again = runtime.filter(r -> r.connections() > 0).isPresent();
    Duration round = spec.shedTime(runtime.map(RuntimeView::connections).orElse(0));
    boolean lateFlow = state.quietSince() != null;
    boolean due = again && (lateFlow || late(round.multipliedBy(Math.max(1, state.shedRound()))));
    return emptying(due ? next.shedAgain() : next, "waits: " + what);
  }

  private RotationStep stop() {
    Victim victim = victim();
    if (view.gone(victim)) {
      return waiting(state.at(Step.SETTLE, now), "it has stopped");
    }
    if (late(spec.deadlines().stop())) {
      RotationState next = state.risk("ECS has not stopped it yet").at(Step.SETTLE, now);
      return emptying(next, "goes on although the task still stops");
    }
    return emptying(state, "empty, waits for ECS to stop it");
  }

  private RotationStep settle() {
    Set<String> left = view.stillProtected(state.ours());
    ServiceMove move = left.isEmpty() ? ServiceMove.NOTHING : ServiceMove.lifting(left);
    boolean whole = view.pool().service().steady() && view.healthy() >= view.desired();
    boolean watched = !now.isBefore(state.since().plus(spec.settle()));
    boolean late = late(spec.settle().plus(spec.deadlines().surge()));
    if ((whole && watched && left.isEmpty()) || late) {
      RotationState end = whole ? state : state.risk("the pool was not whole at the end");
      Outcome outcome = state.undoing() ? Outcome.UNDONE : Outcome.COMPLETED;
      return new RotationStep(end.done(outcome, now), move, null, ended(end, outcome));
    }
    String why = whole ? "watches the pool" : "waits for " + view.desired() + " healthy targets";
    return new RotationStep(state, move, null, why);
  }

  private RotationStep yielded() {
    Set<String> left = view.stillProtected(state.ours());
    if (!left.isEmpty()) {
      return new RotationStep(
          state, ServiceMove.lifting(left), null, "lifts its protections for the deployment");
    }
    if (view.deploying()) {
      return late(YIELD_WITHIN)
          ? giveUp("the deployment takes too long; one task more than before may be left")
          : waiting(state, "waits for the deployment to end");
    }
    return takeBack("a deployment replaced the tasks");
  }

  /** Takes the surge back: the newcomer, or else the youngest task, goes the same careful way. */
  private RotationStep takeBack(String why) {
    if (view.desired() != state.base() + 1) {
      return over(Outcome.UNDONE, why);
    }
    if (view.pool().running().size() <= state.base()) {
      // Nothing serves in the extra task yet, or it already stands in for the victim: with all that
      // run protected, a lower count takes only what has not started.
      RotationState next = state.instead(Victim.NOBODY).at(Step.LOWER, now).risk(why);
      return waiting(next, why + ": takes the task that has not started back");
    }
    String known = state.newcomer();
    Optional<Member> surplus =
        view.pool().running().stream()
            .filter(m -> m.arn().equals(known) || !state.before().contains(m.arn()))
            .findFirst()
            .or(this::youngest);
    if (surplus.isEmpty()) {
      return waiting(state, why + "; waits for a task to run");
    }
    RotationState next = state.instead(Victim.of(surplus.get())).at(Step.QUIESCE, now).risk(why);
    return waiting(next, why + ": takes " + surplus.get().task().shortId() + " back");
  }

  private Optional<Member> youngest() {
    return view.pool().running().stream()
        .max(
            Comparator.comparing(
                    (Member m) ->
                        m.task().createdAt() == null ? Instant.EPOCH : m.task().createdAt())
                .thenComparing(Member::arn));
  }

  private ServiceMove renew(Victim victim) {
    Set<String> need = view.needProtection(victim);
    return need.isEmpty() ? ServiceMove.NOTHING : ServiceMove.protecting(need);
  }

  /** Keeps the victim draining and shedding, and the others protected until ECS has chosen. */
  private RotationStep emptying(RotationState next, String why) {
    Victim victim = next.victim() == null ? victim() : next.victim();
    boolean chosen = view.stopping(victim) || view.gone(victim);
    ServiceMove move = chosen ? ServiceMove.NOTHING : renew(victim);
    DirectiveWish wish =
        victim.everReported() ? drain(next, victim, shed(next, spec), chosen) : null;
    return new RotationStep(next, move, wish, why);
  }

  private static DirectiveWish drain(
      RotationState state, Victim victim, @Nullable ShedOrder shed, boolean untilStopped) {
    return new DirectiveWish(
        victim.runtimeId(),
        victim.bootId(),
        true,
        untilStopped,
        null,
        shed,
        "rotation " + state.id());
  }

  private static ShedOrder shed(RotationState state, TargetPoolSpec spec) {
    return new ShedOrder(
        -1,
        spec.shedPerSecond(),
        spec.streamGrace(),
        "rotation-" + state.id() + "-" + state.shedRound());
  }

  private Victim victim() {
    Victim victim = state.victim();
    if (victim == null) {
      throw new IllegalStateException(state.step() + " without a victim");
    }
    return victim;
  }

  private boolean late(Duration allowed) {
    return !now.isBefore(state.since().plus(allowed));
  }

  private RotationStep refused(String why) {
    return over(Outcome.REFUSED, why);
  }

  private RotationStep giveUp(String why) {
    RotationState next = state.risk(why).done(Outcome.GIVEN_UP, now);
    Set<String> left = view.stillProtected(state.ours());
    return new RotationStep(next, ServiceMove.lifting(left), null, why);
  }

  private RotationStep over(Outcome outcome, String why) {
    RotationState next = state.risk(why).done(outcome, now);
    return new RotationStep(next, ServiceMove.NOTHING, null, why);
  }

  private static String ended(RotationState state, Outcome outcome) {
    String how = outcome == Outcome.COMPLETED ? "rotated" : "taken back";
    return state.risks().isEmpty() ? how : how + "; " + String.join("; ", state.risks());
  }

  private static RotationStep waiting(RotationState next, String why) {
    return new RotationStep(next, ServiceMove.NOTHING, null, why);
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
