package dev.tidegate.queue.store;

import dev.tidegate.queue.model.Payload;
import java.util.OptionalLong;

/** Something a worker says of a job it holds. Terminal: ack, fail, release. */
public sealed interface Settlement {
  /** The job, and the proof of holding it. */
  HeldJob held();

  /** The work is done; {@code result} may be empty. */
  record Ack(HeldJob held, Payload result) implements Settlement {}

  /**
   * The attempt failed.
   *
   * @param failure what went wrong, opaque to the store, kept as the job's last failure
   * @param permanent do not retry
   * @param retryAfterMs least delay instead of the policy's backoff
   */
  record Fail(HeldJob held, Payload failure, boolean permanent, OptionalLong retryAfterMs)
      implements Settlement {}

  /**
   * Given back unharmed, to the front of its level; no attempt is charged.
   *
   * @param delayMs ready again after this long
   * @param onlyUnstarted leave a job alone whose start was confirmed, and answer {@link
   *     SettleOutcome.Held} for it: how the server takes back what a broken stream never began,
   *     while the same session may already have started it on another runtime
   */
  record Release(HeldJob held, long delayMs, boolean onlyUnstarted) implements Settlement {}

  /** A handler began: the full lease starts. */
  record Started(HeldJob held) implements Settlement {}

  /** A handler lives: the lease is extended; empty = the full lease again. */
  record Extend(HeldJob held, OptionalLong leaseMs) implements Settlement {}

  /** A handler reports how far it is; opaque to the store. */
  record Progress(HeldJob held, Payload progress) implements Settlement {}
}
