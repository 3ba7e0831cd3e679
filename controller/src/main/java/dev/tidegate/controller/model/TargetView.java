package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * One target of a target group.
 *
 * @param id instance id or address
 * @param zone empty if unknown
 */
public record TargetView(
    String targetGroupArn, String id, int port, String zone, Health health, String reason) {

  /** What the load balancer says of a target. */
  public enum Health {
    INITIAL,
    HEALTHY,
    UNHEALTHY,
    /** Deregistering, or being let go after a failed check. */
    DRAINING,
    /** Not registered, or its group is attached to nothing. */
    UNUSED,
    UNKNOWN
  }

  public TargetView {
    Objects.requireNonNull(targetGroupArn, "targetGroupArn");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(reason, "reason");
  }

  public boolean healthy() {
    return health == Health.HEALTHY;
  }

  public boolean draining() {
    return health == Health.DRAINING;
  }

  /** The load balancer's control plane no longer counts on it. */
  public boolean released() {
    return health == Health.DRAINING || health == Health.UNUSED;
  }
}
