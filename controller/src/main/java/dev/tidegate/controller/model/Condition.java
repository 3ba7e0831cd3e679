package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * A standing fact about a resource that an operator may have to act on; docs/controller.md says
 * what to do for each.
 *
 * @param reason one word, stable
 * @param message for people
 */
public record Condition(Type type, String reason, String message) {

  /** The kinds of facts. */
  public enum Type {
    READY,
    PROGRESSING,
    DEGRADED,
    METRICS_STALE,
    THROTTLED,
    UNMAPPED,
    SLO_UNREACHABLE,
    BLOCKED,
    PAUSED,
    NOT_LEADER,
    FLEET_UNREACHABLE
  }

  public Condition {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    return type + "(" + reason + "): " + message;
  }
}
