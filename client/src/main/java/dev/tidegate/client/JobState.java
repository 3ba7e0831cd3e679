package dev.tidegate.client;

/** Where a job stands. */
public enum JobState {
  /** Waits for its time or its next attempt. */
  SCHEDULED,
  READY,
  /** In a worker's hands, not confirmed as started. */
  DELIVERED,
  RUNNING,
  DONE,
  /** Given up; can be redriven. */
  DEAD,
  CANCELLED,
  EXPIRED,
  /** A state that this version of the client does not know. */
  UNKNOWN;

  static JobState of(dev.tidegate.proto.queue.v1.JobState state) {
    return switch (state) {
      case JOB_STATE_SCHEDULED -> SCHEDULED;
      case JOB_STATE_READY -> READY;
      case JOB_STATE_DELIVERED -> DELIVERED;
      case JOB_STATE_RUNNING -> RUNNING;
      case JOB_STATE_DONE -> DONE;
      case JOB_STATE_DEAD -> DEAD;
      case JOB_STATE_CANCELLED -> CANCELLED;
      case JOB_STATE_EXPIRED -> EXPIRED;
      case JOB_STATE_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }
}
