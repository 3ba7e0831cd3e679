package dev.tidegate.queue.fleet;

import dev.tidegate.proto.fleet.v1.Directive;
import java.util.Optional;

/**
 * Decides which directive holds. Pure.
 *
 * <p>A directive is followed only if it is for this very process, not over, and not older than what
 * was seen before; otherwise the runtime simply serves.
 */
final class DirectiveReader {
  private DirectiveReader() {}

  /**
   * The newest directive ever seen.
   *
   * @param epoch of its leader
   * @param generation of that leader's change
   */
  record Newest(long epoch, long generation) {
    static final Newest NONE = new Newest(0, 0);

    boolean isNewerThan(Directive directive) {
      return directive.getEpoch() < epoch
          || (directive.getEpoch() == epoch && directive.getGeneration() < generation);
    }
  }

  /**
   * @param inForce what to follow; empty = plain serving
   * @param newest seen up to now
   * @param why in a few words
   */
  record Reading(Optional<Directive> inForce, Newest newest, String why) {}

  static Reading read(Optional<Directive> found, Newest newest, String bootId, long nowMs) {
    if (found.isEmpty()) {
      return new Reading(Optional.empty(), newest, "no directive");
    }
    Directive directive = found.get();
    if (!directive.getBootId().equals(bootId)) {
      return new Reading(Optional.empty(), newest, "the directive is for an earlier start");
    }
    if (newest.isNewerThan(directive)) {
      return new Reading(Optional.empty(), newest, "the directive is older than one seen before");
    }
    Newest seen = new Newest(directive.getEpoch(), directive.getGeneration());
    if (!directive.getUntilStopped() && directive.getExpiresAtMs() <= nowMs) {
      return new Reading(Optional.empty(), seen, "the directive is over");
    }
    return new Reading(found, seen, directive.getReason());
  }
}
