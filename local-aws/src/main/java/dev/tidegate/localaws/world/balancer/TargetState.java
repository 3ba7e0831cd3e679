package dev.tidegate.localaws.world.balancer;

/** What the control plane says of a target. */
public enum TargetState {
  /** Being admitted, or not yet judged. */
  INITIAL("initial"),
  /** Passes its health checks. */
  HEALTHY("healthy"),
  /** Fails its health checks. */
  UNHEALTHY("unhealthy"),
  /** Fails its health checks, its flows live on for the draining interval. */
  UNHEALTHY_DRAINING("unhealthy.draining"),
  /** Deregistered, its flows live on for the deregistration delay. */
  DRAINING("draining"),
  /** Not registered, or its group is attached to no listener. */
  UNUSED("unused");

  private final String wire;

  TargetState(String wire) {
    this.wire = wire;
  }

  /** AWS's word. */
  public String wire() {
    return wire;
  }
}
