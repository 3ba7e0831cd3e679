package dev.tidegate.client;

import java.time.Duration;

/**
 * Told what happens to a worker. Called on the thread that runs its protocol: must not block and
 * must not throw.
 */
public interface WorkerListener {
  /** A runtime welcomed the session. */
  default void connected(String runtimeId) {}

  /**
   * The connection ended; handlers go on.
   *
   * @param reason for people
   * @param reconnectIn wait until the next try
   */
  default void disconnected(String reason, Duration reconnectIn) {}

  /** A job was given back because this worker has no handler for its type. */
  default void unknownType(String jobId, String type) {}

  /** A handler threw, or returned a failure. */
  default void attemptFailed(String jobId, String kind, String message) {}

  /** A delivery was taken away; its handler is interrupted and its result dropped. */
  default void leaseLost(String jobId) {}

  /** An outcome was refused or given up; the job may run a second time. */
  default void outcomeRefused(String jobId, String reason) {}

  /** The runtime gives nothing more until further notice, e.g. before a scale-in. */
  default void quiesced(String reason) {}

  /** The worker takes no more jobs and will end. */
  default void draining(String reason) {}

  /** The worker ended. */
  default void drained(DrainReport report) {}

  /** Something failed that work goes on without, e.g. scale-in protection. */
  default void trouble(String what, Throwable error) {}
}
