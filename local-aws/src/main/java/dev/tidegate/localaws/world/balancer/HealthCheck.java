package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a group's targets are probed: one TCP connect each interval.
 *
 * @param port port to probe; null for the port that takes traffic
 * @param intervalSeconds 5 to 300
 * @param timeoutSeconds 2 to 120
 * @param healthyThreshold 2 to 10 passes in a row
 * @param unhealthyThreshold 2 to 10 failures in a row
 */
public record HealthCheck(
    @Nullable Integer port,
    int intervalSeconds,
    int timeoutSeconds,
    int healthyThreshold,
    int unhealthyThreshold) {

  /** AWS's defaults for TCP. */
  public static final HealthCheck DEFAULT = new HealthCheck(null, 30, 10, 5, 2);

  /** Checks the ranges of "Health checks for Network Load Balancer target groups". */
  public HealthCheck {
    range("HealthCheckIntervalSeconds", intervalSeconds, 5, 300);
    range("HealthCheckTimeoutSeconds", timeoutSeconds, 2, 120);
    range("HealthyThresholdCount", healthyThreshold, 2, 10);
    range("UnhealthyThresholdCount", unhealthyThreshold, 2, 10);
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new Refusal(
          "ValidationError", name + " must be between " + least + " and " + most + ": " + value);
    }
  }
}
