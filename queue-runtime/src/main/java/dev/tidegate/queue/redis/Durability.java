package dev.tidegate.queue.redis;

/** What an acknowledged write has survived by the time it is acknowledged. */
public enum Durability {
  /** It is in the primary's memory. */
  MEMORY,
  /** It is on the primary's disk. */
  FSYNC
}
