package dev.tidegate.client.internal;

import dev.tidegate.client.lease.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long and how often an enqueue is tried.
 *
 * @param deadline for everything together, from the call to its last word
 * @param tryTimeout for one try; a connection that died silently costs no more than this
 * @param maxTries calls made, gRPC's own quick repeats not counted
 * @param backoff waits where the runtime names none
 */
public record EnqueuePolicy(Duration deadline, Duration tryTimeout, int maxTries, Backoff backoff) {
  /**
   * How much longer than asked a wait may be, so that callers told the same do not come at once.
   */
  private static final double SPREAD = 0.25;

  /**
   * The wait before the next try, or empty: no further try makes sense.
   *
   * @param triesMade at least 1
   * @param leftNanos until the deadline
   */
  public Optional<Duration> waitBeforeNext(
      RpcFailure failure, int triesMade, long leftNanos, RandomGenerator random) {
    if (!failure.isTransient() || triesMade >= maxTries) {
      return Optional.empty();
    }
    Duration wait = backoff.delay(triesMade, random);
    if (failure.retryAfter().isPresent()) {
      long askedNanos = failure.retryAfter().get().toNanos();
      long spreadNanos = (long) (askedNanos * SPREAD * random.nextDouble());
      Duration asked = Duration.ofNanos(askedNanos + spreadNanos);
      wait = asked.compareTo(wait) > 0 ? asked : wait;
    }
    return wait.toNanos() < leftNanos ? Optional.of(wait) : Optional.empty();
  }
}
