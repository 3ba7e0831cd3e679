package dev.tidegate.queue.connections;

import java.util.random.RandomGenerator;

/**
 * Spreads moves over time: gaps between two moves lie between half and one and a half times the
 * mean, so that clients do not come back in step. Not thread-safe.
 */
final class ShedPacer {
  /** Moves in one step at most, however late the step comes. */
  static final int MAX_PER_STEP = 1_000;

  private final double gapNanos;
  private final RandomGenerator random;
  private long dueNanos;

  ShedPacer(double perSecond, long nowNanos, RandomGenerator random) {
    this.gapNanos = 1e9 / perSecond;
    this.random = random;
    this.dueNanos = nowNanos + (long) (gapNanos * random.nextDouble());
  }

  /** How many moves are due now; each of them is taken as made. At most {@code wanted}. */
  int due(long nowNanos, int wanted) {
    // After a pause (a stalled loop, an order taken up again) the arrears are not made up for.
    if (nowNanos - dueNanos > 1_000_000_000L) {
      dueNanos = nowNanos - (long) Math.min(gapNanos, 1e9);
    }
    int count = 0;
    while (count < Math.min(wanted, MAX_PER_STEP) && dueNanos - nowNanos <= 0) {
      count++;
      dueNanos += (long) (gapNanos * (0.5 + random.nextDouble()));
    }
    return count;
  }
}
