package dev.tidegate.client;

/** What a producer does with a call beyond its limit of calls under way. */
public enum Backpressure {
  /**
   * The calling thread waits for room, at most the call's deadline; then the call fails as {@link
   * TidegateException.Kind#SATURATED}. On the producer's own threads (in a callback of its futures)
   * it fails at once, because there the wait would hold up the very answers that make room.
   */
  BLOCK,
  /** The call fails at once as {@link TidegateException.Kind#SATURATED}. */
  FAIL
}
