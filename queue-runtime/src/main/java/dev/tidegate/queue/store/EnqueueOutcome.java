package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import java.util.OptionalLong;

/** What became of one job of an enqueue; neighbours never share a fate. */
public sealed interface EnqueueOutcome {
  /**
   * Durably accepted (in the class that the store runs with).
   *
   * @param id the job's id
   * @param deduplicated it was there already, or was settled within the tombstone window
   * @param expectedWaitMs backlog divided by the observed drain rate, where one was observed
   */
  record Accepted(JobId id, boolean deduplicated, OptionalLong expectedWaitMs)
      implements EnqueueOutcome {}

  /**
   * Not stored.
   *
   * @param why the published reason
   * @param message one clear sentence for the caller
   * @param retryAfterMs when waiting helps
   */
  record Refused(Refusal why, String message, OptionalLong retryAfterMs)
      implements EnqueueOutcome {}

  /** Why an enqueue is refused; names are those of the contract. */
  enum Refusal {
    IDEMPOTENCY_MISMATCH,
    QUEUE_FULL,
    QUEUE_PAUSED,
    RATE_LIMITED,
    STORE_FULL,
    OVERLOADED,
    NOT_SUPPORTED
  }
}
