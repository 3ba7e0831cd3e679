package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.ServiceMove;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.ServiceMove.Guard;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.scaling.ScaleInState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of giving up tasks. ECS stops whichever unprotected task it likes, and an idle worker
 * can take a job at any moment; so the victims first stop taking jobs, everybody else is protected,
 * and only then is the count lowered, by exactly the victims.
 *
 * <pre>
 * DRAIN --all released--> PROTECT --count lowered--> GONE --victims stopped--> LIFT --> over
 *   |                        |                         (waits as long as it takes)
 *   +--cancelled, too late---+--> LIFT / over, victims go on
 * </pre>
 */
public final class ScaleIn {
  /** Protecting and lowering takes a few passes; longer means that a call keeps failing. */
  private static final Duration PROTECT_WITHIN = Duration.ofMinutes(5);

  /** Lifting is a courtesy: what is left expires by itself. */
  private static final Duration LIFT_WITHIN = Duration.ofMinutes(1);

  private ScaleIn() {}

  /** A new scale-in, or nothing where no task can be told to be idle. */
  public static Optional<ScaleInState> begin(
      String pool,
      int desired,
      int target,
      List<TaskView> tasks,
      List<SessionView> sessions,
      Instant now) {
    List<String> victims = VictimChoice.choose(tasks, sessions, desired - target);
    return victims.isEmpty()
        ? Optional.empty()
        : Optional.of(new ScaleInState(pool, Step.DRAIN, now, victims, desired, Set.of()));
  }

  public static ScaleInStep next(ScaleInState state, ScaleInView view) {
    return switch (state.step()) {
      // Waits for every victim to hold nothing and to get nothing any more.
      case DRAIN -> drain(state, view);
      // Waits for the protection of all others to be seen, then for the lower count to be seen.
      case PROTECT -> protect(state, view);
      // Waits for ECS to stop the victims: with protections up it can choose nobody else.
      case GONE -> gone(state, view);
      // Waits for nothing but the calls themselves.
      case LIFT -> lift(state, view);
    };
  }

  private static ScaleInStep drain(ScaleInState state, ScaleInView view) {
    Optional<String> stop = whyStop(state, view);
    if (stop.isPresent()) {
      return over(state.victims(), stop.get());
    }
    List<String> there = state.victims().stream().filter(view::serving).toList();
    if (there.isEmpty()) {
      return over(List.of(), "the victims ended by themselves");
    }
    List<String> released = there.stream().filter(view::released).toList();
    boolean late = !view.now().isBefore(state.since().plus(view.drainWithin()));
    if (released.size() == there.size()) {
      return moveOn(state, released, Set.of(), view.now());
    }
    if (late && released.isEmpty()) {
      return over(
          state.victims(), "no victim let go within " + view.drainWithin().toSeconds() + " s");
    }
    if (late) {
      return moveOn(state, released, minus(state.victims(), released), view.now());
    }
    String wait =
        "waits for "
            + (there.size() - released.size())
            + " of "
            + there.size()
            + " victims to finish what they hold";
    return new ScaleInStep(state, Set.copyOf(there), Set.of(), ServiceMove.NOTHING, wait);
  }

  private static ScaleInStep moveOn(
      ScaleInState state, List<String> released, Set<String> undrain, Instant now) {
    ScaleInState next = state.only(released).at(Step.PROTECT, now);
    String why = released.size() + " victims hold nothing and get nothing: protects the others";
    return new ScaleInStep(next, Set.copyOf(released), undrain, ServiceMove.NOTHING, why);
  }

  private static ScaleInStep protect(ScaleInState state, ScaleInView view) {
    Set<String> victims = Set.copyOf(state.victims());
    if (view.service().desired() == state.to()) {
      ScaleInState next = state.at(Step.GONE, view.now());
      return new ScaleInStep(
          next, victims, Set.of(), renew(state, view), "the count is lowered to " + state.to());
    }
    Optional<String> stop = whyStop(state, view);
    if (stop.isPresent()) {
      return giveUp(state, view, stop.get());
    }
    if (!state.victims().stream().allMatch(view::released)) {
      return giveUp(state, view, "a victim is no longer known to be idle");
    }
    if (!view.now().isBefore(state.since().plus(PROTECT_WITHIN))) {
      return giveUp(state, view, "could not be carried out within " + PROTECT_WITHIN);
    }
    Set<String> need = view.needProtection(state.victims());
    if (!need.isEmpty() && !view.allProtected(state.victims())) {
      ScaleInState next = state.protecting(view.unprotected(state.victims()));
      String why = "protects " + need.size() + " tasks that are to stay";
      return new ScaleInStep(next, victims, Set.of(), ServiceMove.protecting(need), why);
    }
    Set<String> selfProtected = view.protectedAmong(state.victims());
    if (!selfProtected.isEmpty()) {
      ServiceMove lift = ServiceMove.lifting(selfProtected);
      return new ScaleInStep(state, victims, Set.of(), lift, "lifts the victims' own protection");
    }
    if (!view.service().steady()) {
      return new ScaleInStep(
          state, victims, Set.of(), renew(state, view), "waits for tasks that are starting");
    }
    Change change = new Change(state.from(), state.to(), victims, Guard.WORKERS_RELEASED);
    String why = "lowers the count from " + state.from() + " to " + state.to();
    return new ScaleInStep(state, victims, Set.of(), ServiceMove.change(change), why);
  }

  private static ScaleInStep gone(ScaleInState state, ScaleInView view) {
    List<String> left = state.victims().stream().filter(v -> !view.gone(v)).toList();
    if (left.isEmpty()) {
      return new ScaleInStep(
          state.at(Step.LIFT, view.now()),
          Set.of(),
          Set.of(),
          ServiceMove.NOTHING,
          "all victims have stopped");
    }
    long serving = view.tasks().stream().filter(TaskView::serving).count();
    boolean leaving = view.tasks().stream().anyMatch(TaskView::leaving);
    if (serving <= view.service().desired() && !leaving) {
      // Somebody else ended, or the count rose again: ECS has no reason left to stop a victim.
      Set<String> survivors = Set.copyOf(left);
      return new ScaleInStep(
          state.at(Step.LIFT, view.now()),
          Set.of(),
          survivors,
          ServiceMove.NOTHING,
          survivors.size() + " victims are needed after all");
    }
    return new ScaleInStep(
        state,
        Set.copyOf(left),
        Set.of(),
        renew(state, view),
        "waits for " + left.size() + " victims to stop");
  }

  private static ScaleInStep lift(ScaleInState state, ScaleInView view) {
    // A busy one may have asked for protection itself since: its own, or ours, runs out alone.
    Set<String> idle = new HashSet<>(view.protectedAmong(state.ours()));
    idle.removeIf(arn -> !view.idle(arn) || !view.serving(arn));
    boolean late = !view.now().isBefore(state.since().plus(LIFT_WITHIN));
    if (idle.isEmpty() || late) {
      return over(List.of(), "scaled in from " + state.from() + " to " + view.service().desired());
    }
    return new ScaleInStep(
        state,
        Set.of(),
        Set.of(),
        ServiceMove.lifting(idle),
        "lifts " + idle.size() + " protections");
  }

  private static Optional<String> whyStop(ScaleInState state, ScaleInView view) {
    if (view.service().deploying()) {
      return Optional.of("a deployment began");
    }
    if (view.service().desired() != state.from()) {
      return Optional.of("the count is " + view.service().desired() + ", not " + state.from());
    }
    return Optional.ofNullable(view.cancel());
  }

  private static ScaleInStep giveUp(ScaleInState state, ScaleInView view, String why) {
    return new ScaleInStep(
        state.at(Step.LIFT, view.now()),
        Set.of(),
        Set.copyOf(state.victims()),
        ServiceMove.NOTHING,
        "given up: " + why);
  }

  private static ScaleInStep over(List<String> undrain, String why) {
    return new ScaleInStep(null, Set.of(), Set.copyOf(undrain), ServiceMove.NOTHING, why);
  }

  private static ServiceMove renew(ScaleInState state, ScaleInView view) {
    Set<String> need = view.needProtection(state.victims());
    return need.isEmpty() ? ServiceMove.NOTHING : ServiceMove.protecting(need);
  }

  private static Set<String> minus(List<String> all, List<String> some) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
