package dev.tidegate.queue.model;

/**
 * How failures and lost leases are retried. Units are milliseconds.
 *
 * @param maxAttempts failed attempts before the job is dead, 1..1000
 * @param initialBackoffMs delay before the second attempt, 0..86,400,000
 * @param maxBackoffMs longest delay, 0..604,800,000
 * @param multiplier growth of the delay per attempt, 1..10
 * @param jitter share of the delay that is random, 0..1
 * @param maxLeaseLosses leases lost while running before the job is dead as poison, 1..100
 */
public record RetryPolicy(
    int maxAttempts,
    long initialBackoffMs,
    long maxBackoffMs,
    double multiplier,
    double jitter,
    int maxLeaseLosses) {

  /** 5 attempts, 1 s doubling to 10 min, a fifth of it random, 3 lost leases. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(5, 1_000, 600_000, 2.0, 0.2, 3);

  /**
   * @throws IllegalArgumentException naming the field that is out of its range
   */
  public RetryPolicy {
    check(maxAttempts >= 1 && maxAttempts <= 1_000, "max_attempts must be 1..1000");
    check(
        initialBackoffMs >= 0 && initialBackoffMs <= 86_400_000,
        "initial_backoff_ms must be 0..86400000");
    check(maxBackoffMs >= 0 && maxBackoffMs <= 604_800_000, "max_backoff_ms must be 0..604800000");
    check(multiplier >= 1.0 && multiplier <= 10.0, "multiplier must be 1..10");
    check(jitter >= 0.0 && jitter <= 1.0, "jitter must be 0..1");
    check(maxLeaseLosses >= 1 && maxLeaseLosses <= 100, "max_lease_losses must be 1..100");
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
