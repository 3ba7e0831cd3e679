package dev.tidegate.client;

import dev.tidegate.proto.queue.v1.RetryPolicy;
import java.time.Duration;

/**
 * How failures of a job are retried: the wait before attempt n + 1 is first x multiplier^(n - 1),
 * at most {@code longest}, spread by +-jitter.
 *
 * @param maxAttempts failed attempts before the job is dead, 1..1000; 1 = no retry
 * @param first wait after the first failure, up to one day
 * @param longest ceiling of every wait, up to seven days
 * @param multiplier 1.0..10.0
 * @param jitter share of the wait that is random, 0.0..1.0
 * @param maxLeaseLosses leases lost while running before the job is dead, 1..100
 */
public record Retries(
    int maxAttempts,
    Duration first,
    Duration longest,
    double multiplier,
    double jitter,
    int maxLeaseLosses) {
  private static final Retries DEFAULT =
      new Retries(5, Duration.ofSeconds(1), Duration.ofMinutes(10), 2.0, 0.2, 3);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Retries {
    require(maxAttempts >= 1 && maxAttempts <= 1000, "maxAttempts must be 1..1000");
    require(within(first, Duration.ofDays(1)), "first wait must be 0..1 day");
    require(within(longest, Duration.ofDays(7)), "longest wait must be 0..7 days");
    require(multiplier >= 1.0 && multiplier <= 10.0, "multiplier must be 1..10");
    require(jitter >= 0.0 && jitter <= 1.0, "jitter must be 0..1");
    require(maxLeaseLosses >= 1 && maxLeaseLosses <= 100, "maxLeaseLosses must be 1..100");
  }

  /** The contract's defaults with another number of attempts. */
  public static Retries attempts(int maxAttempts) {
    return new Retries(
        maxAttempts,
        DEFAULT.first,
        DEFAULT.longest,
        DEFAULT.multiplier,
        DEFAULT.jitter,
        DEFAULT.maxLeaseLosses);
  }

  /** The same with other waits. */
  public Retries waiting(Duration first, Duration longest) {
    return new Retries(maxAttempts, first, longest, multiplier, jitter, maxLeaseLosses);
  }

  RetryPolicy wire() {
    return RetryPolicy.newBuilder()
        .setMaxAttempts(maxAttempts)
        .setInitialBackoffMs(first.toMillis())
        .setMaxBackoffMs(longest.toMillis())
        .setMultiplier(multiplier)
        .setJitter(jitter)
        .setMaxLeaseLosses(maxLeaseLosses)
        .build();
  }

  private static boolean within(Duration value, Duration longest) {
    return !value.isNegative() && value.compareTo(longest) <= 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
