package dev.tidegate.queue.policy;

import dev.tidegate.queue.model.RetryPolicy;

/** How long a failed job waits for its next attempt. */
public final class Backoff {
  private Backoff() {}

  /**
   * {@code min(maxBackoff, initialBackoff x multiplier^(failures - 1))}, spread by plus or minus
   * the jitter's share, so that jobs that failed together do not come back together.
   *
   * @param policy the job's, or its queue's
   * @param failures failed attempts so far, at least 1
   * @param chance uniform in [0, 1)
   * @return milliseconds, rounded down, never negative
   */
  public static long delayMs(RetryPolicy policy, int failures, double chance) {
    double plain =
        Math.min(
            (double) policy.maxBackoffMs(),
            (double) policy.initialBackoffMs() * Math.pow(policy.multiplier(), failures - 1.0));
    return (long) Math.floor(plain * (1.0 + policy.jitter() * (2.0 * chance - 1.0)));
  }
}
