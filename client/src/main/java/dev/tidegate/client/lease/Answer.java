package dev.tidegate.client.lease;

/**
 * What the runtime said to one settle.
 *
 * @param verdict what to do with the settle
 * @param reason one of the published error reasons; empty for TAKEN
 * @param afterMs least wait before it is said again; 0 unless TRY_AGAIN
 */
public record Answer(Verdict verdict, String reason, long afterMs) {

  /** What to do with the settle. */
  public enum Verdict {
    /** It took effect, now or by an earlier try. */
    TAKEN,
    /** It never will. */
    REFUSED,
    /** Not now. */
    TRY_AGAIN
  }

  public static Answer taken() {
    return new Answer(Verdict.TAKEN, "", 0);
  }

  public static Answer refused(String reason) {
    return new Answer(Verdict.REFUSED, reason, 0);
  }

  public static Answer tryAgain(String reason, long afterMs) {
    return new Answer(Verdict.TRY_AGAIN, reason, afterMs);
  }
}
