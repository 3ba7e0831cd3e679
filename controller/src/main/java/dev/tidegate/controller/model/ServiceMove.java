package dev.tidegate.controller.model;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a state machine wants of a service now. Absolute, so that repeating it changes nothing.
 *
 * @param protect tasks to protect from scale-in, for a short time
 * @param lift tasks whose protection is no longer needed
 * @param desired a change of the count; null = none
 */
public record ServiceMove(Set<String> protect, Set<String> lift, @Nullable Change desired) {

  /** What must still hold at the moment of the act. */
  public enum Guard {
    /** Raising: nothing can be hurt. */
    NONE,
    /** The victims' sessions hold nothing and get nothing; all other tasks are protected. */
    WORKERS_RELEASED,
    /** The victim's runtime drains; all other tasks are protected. */
    RUNTIME_DRAINING,
    /** No victim, or one without a runtime; every other task that runs is protected. */
    NEVER_SERVED
  }

  /**
   * A change of the desired count.
   *
   * @param from the count it was decided on; another one at the time of the act refuses it
   * @param victims the tasks that are to go; as many as the count falls by, unless nobody runs
   *     there
   */
  public record Change(int from, int to, Set<String> victims, Guard guard) {
    public Change {
      victims = Set.copyOf(victims);
      Objects.requireNonNull(guard, "guard");
      boolean exact = guard == Guard.WORKERS_RELEASED || guard == Guard.RUNTIME_DRAINING;
      if (exact && from - to != victims.size()) {
        throw new IllegalArgumentException("a count falls by exactly its victims");
      }
    }
  }

  public static final ServiceMove NOTHING = new ServiceMove(Set.of(), Set.of(), null);

  public ServiceMove {
    protect = Set.copyOf(protect);
    lift = Set.copyOf(lift);
  }

  public static ServiceMove protecting(Set<String> tasks) {
    return new ServiceMove(tasks, Set.of(), null);
  }

  public static ServiceMove lifting(Set<String> tasks) {
    return new ServiceMove(Set.of(), tasks, null);
  }

  public static ServiceMove change(Change change) {
    return new ServiceMove(Set.of(), Set.of(), change);
  }
}
