package dev.tidegate.queue.connections;

/**
 * That a connection has to leave, why and until when.
 *
 * @param kind which counter it belongs to
 * @param reason for the GOAWAY's debug data
 * @param deadlineNanos on the keeper's nano clock: whoever is still there then is cut
 */
record Departure(Kind kind, String reason, long deadlineNanos) {
  enum Kind {
    SHED,
    BOUNCE
  }

  /** Most bytes of a reason that are sent. */
  static final int MAX_REASON = 200;

  Departure {
    reason = printable(reason);
  }

  /** The same, but no later than that. */
  Departure by(long otherDeadlineNanos) {
    return otherDeadlineNanos - deadlineNanos < 0
        ? new Departure(kind, reason, otherDeadlineNanos)
        : this;
  }

  boolean overdue(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  private static String printable(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_REASON));
    for (int i = 0; i < text.length() && kept.length() < MAX_REASON; i++) {
      char c = text.charAt(i);
      kept.append(c >= ' ' && c < 127 ? c : '?');
    }
    return kept.toString();
  }
}
