package dev.tidegate.queue.policy;

import dev.tidegate.queue.model.RetryPolicy;
import java.util.OptionalLong;

/** What is to become of a job whose attempt or delivery came to nothing. */
public sealed interface Verdict {
  /** Once more, after a while. */
  record Again(long delayMs) implements Verdict {}

  /** Given up. */
  record Dead(DeadReason why) implements Verdict {}

  /**
   * After a failure that its handler reported.
   *
   * @param policy the job's, or its queue's
   * @param failures failed attempts including this one
   * @param permanent the handler said not to retry
   * @param retryAfterMs the handler's own delay, in place of the policy's
   * @param chance uniform in [0, 1), for the jitter
   */
  static Verdict onFailure(
      RetryPolicy policy,
      int failures,
      boolean permanent,
      OptionalLong retryAfterMs,
      double chance) {
    if (permanent) {
      return new Dead(DeadReason.PERMANENT_FAILURE);
    }
    if (failures >= policy.maxAttempts()) {
      return new Dead(DeadReason.ATTEMPTS_EXHAUSTED);
    }
    return new Again(retryAfterMs.orElseGet(() -> Backoff.delayMs(policy, failures, chance)));
  }

  /** After an attempt that ran into its hard timeout: a failure under another name. */
  static Verdict onTimeout(RetryPolicy policy, int failures, double chance) {
    return failures >= policy.maxAttempts()
        ? new Dead(DeadReason.TIMED_OUT)
        : new Again(Backoff.delayMs(policy, failures, chance));
  }

  /** After a lease that ended while a handler was running; the job goes first again. */
  static Verdict onLeaseLoss(RetryPolicy policy, int losses) {
    return losses >= policy.maxLeaseLosses() ? new Dead(DeadReason.POISON) : new Again(0);
  }

  /** After a delivery that nobody started. */
  static Verdict onDeliveryLoss(int maxDeliveryLosses, int losses) {
    return losses >= maxDeliveryLosses ? new Dead(DeadReason.NEVER_STARTED) : new Again(0);
  }
}
