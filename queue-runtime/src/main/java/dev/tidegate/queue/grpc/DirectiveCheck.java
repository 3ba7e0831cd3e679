package dev.tidegate.queue.grpc;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Shed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The limits of directives. */
final class DirectiveCheck {
  /** Caps, sheds and drains end by themselves at most this long ahead. */
  private static final long LONGEST_MS = 30_000;

  /** Clocks of controller and runtimes may differ by this much. */
  private static final long CLOCK_SLACK_MS = 5_000;

  /** A task that is stopping has long stopped by then. */
  private static final long UNTIL_STOPPED_MS = Check.DAY_MS;

  private static final int MOST = 1_000;

  private DirectiveCheck() {}

  /**
   * @return for how long they must be kept, in milliseconds; each ends by itself earlier
   * @throws Refused naming the field
   */
  static long all(List<Directive> directives, long nowMs) {
    Check.that(
        !directives.isEmpty() && directives.size() <= MOST,
        "directives",
        "must have 1..1000 entries");
    Set<String> runtimes = new HashSet<>();
    long epoch = directives.get(0).getEpoch();
    long ttl = 1;
    for (Directive directive : directives) {
      check(directive, nowMs);
      Check.that(directive.getEpoch() == epoch, "directives.epoch", "must be the same in one call");
      Check.that(
          runtimes.add(directive.getRuntimeId()),
          "directives.runtime_id",
          "must not be repeated in one call");
      ttl = Math.max(ttl, ttl(directive, nowMs));
    }
    return ttl;
  }

  private static void check(Directive directive, long nowMs) {
    Check.jobId(directive.getRuntimeId(), "directives.runtime_id");
    Check.text(directive.getBootId(), 100, "directives.boot_id");
    Check.that(!directive.getBootId().isEmpty(), "directives.boot_id", "must not be empty");
    Check.range(directive.getEpoch(), 1, Long.MAX_VALUE, "directives.epoch");
    Check.range(directive.getGeneration(), 0, Long.MAX_VALUE, "directives.generation");
    Check.text(directive.getReason(), 200, "directives.reason");
    Check.text(directive.getAdvertisedAddress(), 300, "directives.advertised_address");
    Check.that(
        directive.getMode() != Directive.Mode.UNRECOGNIZED,
        "directives.mode",
        "must be SERVE or DRAIN");
    if (directive.hasConnectionCap()) {
      Check.range(directive.getConnectionCap(), 0, Integer.MAX_VALUE, "directives.connection_cap");
    }
    if (directive.hasShed()) {
      check(directive.getShed());
    }
    checkEnd(directive, nowMs);
  }

  private static void checkEnd(Directive directive, long nowMs) {
    boolean drains = directive.getMode() == Directive.Mode.MODE_DRAIN;
    Check.that(
        drains || !directive.getUntilStopped(),
        "directives.until_stopped",
        "must go with MODE_DRAIN");
    if (directive.getUntilStopped()) {
      return;
    }
    long ahead = directive.getExpiresAtMs() - nowMs;
    Check.that(
        ahead > -CLOCK_SLACK_MS && ahead <= LONGEST_MS + CLOCK_SLACK_MS,
        "directives.expires_at_ms",
        "must lie ahead, at most 30 s");
  }

  private static void check(Shed shed) {
    Check.range(shed.getConnections(), -1, Integer.MAX_VALUE, "directives.shed.connections");
    Check.that(
        shed.getPerSecond() >= 0 && shed.getPerSecond() <= 10_000,
        "directives.shed.per_second",
        "must be 0..10000");
    Check.range(shed.getStreamGraceMs(), 0, 3_600_000, "directives.shed.stream_grace_ms");
    Check.that(
        shed.getConnectionIdsCount() <= 10_000,
        "directives.shed.connection_ids",
        "must have at most 10000 entries");
    Check.that(!shed.getShedId().isEmpty(), "directives.shed.shed_id", "must not be empty");
    Check.text(shed.getShedId(), 100, "directives.shed.shed_id");
  }

  private static long ttl(Directive directive, long nowMs) {
    return directive.getUntilStopped() ? UNTIL_STOPPED_MS : directive.getExpiresAtMs() - nowMs;
  }

  /** Whether it has not ended by itself. */
  static boolean isInForce(Directive directive, long nowMs) {
    return directive.getUntilStopped() || directive.getExpiresAtMs() > nowMs;
  }
}
