package dev.tidegate.queue.model;

/** Three levels, highest first. Within a level jobs leave in the order they became ready. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
