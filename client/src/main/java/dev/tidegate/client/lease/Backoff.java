package dev.tidegate.client.lease;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that grow from try to try and are spread at random, so that a fleet whose server went away
 * does not come back in one instant.
 *
 * @param first ceiling of the first wait, positive
 * @param longest ceiling of every wait, not below {@code first}
 */
public record Backoff(Duration first, Duration longest) {
  /** Past this many doublings any sensible ceiling is reached; it keeps the shift in range. */
  private static final int MOST_DOUBLINGS = 20;

  /**
   * @throws IllegalArgumentException if {@code first} is not positive or above {@code longest}
   */
  public Backoff {
    if (first.toMillis() < 1 || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException("backoff needs 1 ms <= first <= longest");
    }
  }

  /**
   * The wait before try {@code attempt} + 1: between half of and the whole of first x 2^(attempt -
   * 1), capped.
   *
   * @param attempt tries that failed so far, from 1
   */
  public Duration delay(int attempt, RandomGenerator random) {
    int doublings = Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS);
    long ceilingMs = Math.min(first.toMillis() << doublings, longest.toMillis());
    long halfMs = ceilingMs / 2;
    return Duration.ofMillis(ceilingMs - halfMs + random.nextLong(halfMs + 1));
  }
}
