package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.Objects;

/**
 * The attributes of a target group that decide whether emptying a target is safe.
 *
 * @param deregistrationDelay how long ECS waits for a draining target before it stops the task
 * @param terminatesConnections flows are cut at the end of the delay
 * @param crossZone every load balancer address reaches every target
 */
public record TargetGroupView(
    String arn, Duration deregistrationDelay, boolean terminatesConnections, boolean crossZone) {
  public TargetGroupView {
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(deregistrationDelay, "deregistrationDelay");
  }
}
