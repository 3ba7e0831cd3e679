package dev.tidegate.queue.connections;

import java.time.Duration;

/** Checks of values that come from outside. */
final class Checks {
  private Checks() {}

  static void that(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** A duration in (0, 7 days]. */
  static void positive(Duration value, String name) {
    that(
        !value.isNegative() && !value.isZero() && value.compareTo(Duration.ofDays(7)) <= 0,
        name + " must be above 0, at most 7 days");
  }

  /** A duration in [0, 7 days]; 0 switches the matter off. */
  static void notNegative(Duration value, String name) {
    that(value.isZero() || !value.isNegative(), name + " must be 0 (off) or more");
    that(value.compareTo(Duration.ofDays(7)) <= 0, name + " must be at most 7 days");
  }
}
