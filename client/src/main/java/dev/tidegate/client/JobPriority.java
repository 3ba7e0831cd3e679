package dev.tidegate.client;

import dev.tidegate.proto.queue.v1.Priority;

/** Three levels; within one, jobs leave in the order in which they became ready. */
public enum JobPriority {
  HIGH(Priority.PRIORITY_HIGH),
  NORMAL(Priority.PRIORITY_NORMAL),
  LOW(Priority.PRIORITY_LOW);

  private final Priority wire;

  JobPriority(Priority wire) {
    this.wire = wire;
  }

  Priority wire() {
    return wire;
  }
}
