package dev.tidegate.queue.policy;

/** How long a lease is. */
public final class LeaseLength {
  /** No lease is longer than a week. */
  public static final long LONGEST_MS = 604_800_000;

  private LeaseLength() {}

  /**
   * Length of the full lease that starts when a handler begins.
   *
   * @param expectedMs expected duration of the job
   * @param factorPermille how much longer than expected a healthy handler may take, in thousandths
   * @param floorMs shortest full lease
   */
  public static long fullMs(long expectedMs, int factorPermille, long floorMs) {
    return Math.min(LONGEST_MS, Math.max(expectedMs * factorPermille / 1_000, floorMs));
  }

  /**
   * When an extended lease ends: never earlier than it did, never past the hard timeout.
   *
   * @param presentEndMs end of the lease as it stands
   * @param nowMs present time
   * @param lengthMs asked for
   * @param startedAtMs when the handler began
   * @param timeoutMs hard limit of the attempt; 0 = none
   */
  public static long extendedEndMs(
      long presentEndMs, long nowMs, long lengthMs, long startedAtMs, long timeoutMs) {
    long end = Math.max(presentEndMs, nowMs + Math.min(lengthMs, LONGEST_MS));
    return timeoutMs > 0 ? Math.min(end, startedAtMs + timeoutMs) : end;
  }
}
