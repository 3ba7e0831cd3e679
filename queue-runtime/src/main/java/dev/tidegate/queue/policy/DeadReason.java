package dev.tidegate.queue.policy;

/** Why a job was given up; names are those of the contract. */
public enum DeadReason {
  /** Its lease was lost too often while a handler ran: it may kill its worker. */
  POISON,
  /** It failed as often as its policy allows. */
  ATTEMPTS_EXHAUSTED,
  /** Its handler said that trying again is of no use. */
  PERMANENT_FAILURE,
  /** It was delivered again and again and no handler ever began. */
  NEVER_STARTED,
  /** Its last allowed attempt ran into the hard timeout. */
  TIMED_OUT
}
