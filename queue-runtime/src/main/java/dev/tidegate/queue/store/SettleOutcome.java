package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobState;

/** What became of one settlement. */
public sealed interface SettleOutcome {
  /**
   * A terminal settle took effect, or had taken effect before by the same token (a retried settle
   * is no error within the tombstone window).
   *
   * @param now the job's state afterwards: DONE, SCHEDULED or READY (retry, release), DEAD,
   *     CANCELLED
   */
  record Settled(JobState now) implements SettleOutcome {}

  /**
   * A started, extend or progress took effect.
   *
   * @param leaseExpiresAtMs epoch milliseconds by the store's clock
   * @param leaseRemainingMs its length from now
   * @param cancelRequested someone asked to cancel the job
   */
  record Held(long leaseExpiresAtMs, long leaseRemainingMs, boolean cancelRequested)
      implements SettleOutcome {}

  /** The token is not the valid one: another delivery holds the job, or it was reaped. */
  record LeaseLost() implements SettleOutcome {}

  /** No trace of the job is left: settled or lost too long ago to tell. */
  record AlreadySettledOrLost() implements SettleOutcome {}
}
