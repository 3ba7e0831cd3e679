package dev.tidegate.queue.connections;

import java.time.Duration;

/**
 * What becomes of a newcomer.
 *
 * @param kind keep it, send it on now, or send it on after a pause
 * @param pause how long it is served first; zero unless the kind is LATER
 * @param reason for the client and for people
 */
record BounceVerdict(Kind kind, Duration pause, String reason) {
  enum Kind {
    KEEP,
    NOW,
    LATER
  }

  static BounceVerdict keep(String reason) {
    return new BounceVerdict(Kind.KEEP, Duration.ZERO, reason);
  }

  static BounceVerdict now(String reason) {
    return new BounceVerdict(Kind.NOW, Duration.ZERO, reason);
  }

  static BounceVerdict later(Duration pause, String reason) {
    return new BounceVerdict(Kind.LATER, pause, reason);
  }
}
