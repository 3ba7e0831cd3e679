package dev.tidegate.localaws.world.balancer;

/** Why a target is in its state, in AWS's code and words. */
public enum TargetReason {
  /** A healthy target has no reason. */
  NONE("", ""),
  /** The data plane does not know the target yet. */
  REGISTRATION_IN_PROGRESS("Elb.RegistrationInProgress", "Target registration is in progress"),
  /** Probed, not judged. */
  INITIAL_HEALTH_CHECKING("Elb.InitialHealthChecking", "Initial health checks in progress"),
  /** Probes fail. */
  FAILED_HEALTH_CHECKS("Target.FailedHealthChecks", "Health checks failed"),
  /** Draining. */
  DEREGISTRATION_IN_PROGRESS(
      "Target.DeregistrationInProgress", "Target deregistration is in progress"),
  /** Nothing of that name in the group. */
  NOT_REGISTERED("Target.NotRegistered", "Target is not registered to the target group"),
  /** The group has no listener. */
  NOT_IN_USE(
      "Target.NotInUse",
      "Target group is not configured to receive traffic from the load balancer");

  private final String code;
  private final String text;

  TargetReason(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** AWS's code; empty for none. */
  public String code() {
    return code;
  }

  /** AWS's description; empty for none. */
  public String text() {
    return text;
  }
}
