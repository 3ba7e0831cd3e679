package dev.tidegate.cdk.construct;

import java.time.Duration;

/**
 * How long a runtime takes from SIGTERM to its end, phase by phase. ECS kills a container that is
 * still there after its stop timeout, so that the timeout has to be above the sum.
 *
 * @param lag the listener stays open so long after SIGTERM, each newcomer being sent away politely:
 *     the load balancer goes on sending new connections for a while after a target was taken out.
 *     Observed are 120 s and more, a support answer says 180 to 300 s; ECS waits for the
 *     deregistration delay before it sends SIGTERM on a rolling deployment, so that this phase only
 *     matters when a task is stopped out of order
 * @param grace open streams may end by themselves so long
 * @param hardClose time to close what is left, flush and end the process
 * @param margin what the stop timeout has to spare over the sum, for a slow host
 */
public record DrainBudget(Duration lag, Duration grace, Duration hardClose, Duration margin) {
  /** The figures used by every stage. */
  public static final DrainBudget DEFAULT =
      new DrainBudget(
          Duration.ofSeconds(180),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20));

  /** Checks that no phase is negative and that there is a margin. */
  public DrainBudget {
    if (lag.isNegative() || grace.isNegative() || hardClose.isNegative()) {
      throw new IllegalArgumentException("a drain phase is negative");
    }
    if (margin.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("margin is " + margin + ", must be at least 1 s");
    }
  }

  /** From SIGTERM to the end of the process, if every phase uses up its time. */
  public Duration sum() {
    return lag.plus(grace).plus(hardClose);
  }

  /** The container's stop timeout. */
  public Duration stopTimeout() {
    return sum().plus(margin);
  }
}
