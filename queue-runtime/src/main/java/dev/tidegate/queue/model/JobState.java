package dev.tidegate.queue.model;

/** Where a job stands; the legal moves are drawn in {@code docs/protocol.md}. */
public enum JobState {
  SCHEDULED,
  READY,
  DELIVERED,
  RUNNING,
  DONE,
  DEAD,
  CANCELLED,
  EXPIRED
}
