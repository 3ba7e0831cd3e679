package dev.tidegate.controller.scaling;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where a scale-in stands. Written to the journal before the acts of a step, so that whoever leads
 * next finishes or undoes it.
 *
 * @param since when the step began
 * @param victims ECS task ARNs
 * @param from the desired count when it began
 * @param ours tasks whose protection we set and have to lift
 */
public record ScaleInState(
    String pool, Step step, Instant since, List<String> victims, int from, Set<String> ours) {

  /** The steps, in their order. */
  public enum Step {
    /** Victims are told to finish and take nothing more. */
    DRAIN,
    /** All others are protected, then the count is lowered. */
    PROTECT,
    /** ECS stops the victims. */
    GONE,
    /** Our protections are taken away again. */
    LIFT
  }

  public ScaleInState {
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(since, "since");
    victims = List.copyOf(victims);
    ours = Set.copyOf(ours);
  }

  public int to() {
    return from - victims.size();
  }

  ScaleInState at(Step next, Instant now) {
    return new ScaleInState(pool, next, now, victims, from, ours);
  }

  ScaleInState only(List<String> fewer) {
    return new ScaleInState(pool, step, since, fewer, from, ours);
  }

  ScaleInState protecting(Set<String> more) {
    Set<String> all = new java.util.TreeSet<>(ours);
    all.addAll(more);
    return new ScaleInState(pool, step, since, victims, from, all);
  }
}
