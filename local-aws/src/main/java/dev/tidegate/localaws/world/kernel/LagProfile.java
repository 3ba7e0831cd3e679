package dev.tidegate.localaws.world.kernel;

import java.time.Duration;

/**
 * How slow the world is. AWS promises none of these times; each is a setting, and a measured
 * profile may replace the default one.
 *
 * @param balancer times of the load balancer's control and data plane
 * @param ecs times of the task scheduler and of the agent
 * @param metrics periods and publication delays of metrics
 * @param machines times of the instances themselves
 */
public record LagProfile(Balancer balancer, Ecs ecs, Metrics metrics, Machines machines) {

  /**
   * The load balancer.
   *
   * @param registration RegisterTargets until the data plane knows the target and the first probe
   *     goes out
   * @param deregistration DeregisterTargets until the data plane admits the last new flow
   * @param healthFlip the state turns unhealthy until the data plane stops admitting
   * @param listenerChange ModifyListener until the data plane follows
   */
  public record Balancer(
      Lag registration, Lag deregistration, Lag healthFlip, Lag listenerChange) {}

  /**
   * The task scheduler.
   *
   * @param scheduling a change is seen until the service scheduler acts
   * @param provisioning PROVISIONING, where networking is prepared
   * @param pull PENDING, where the image is pulled and the container is started
   * @param activating ACTIVATING
   * @param deprovisioning DEPROVISIONING
   * @param placementRetry no instance had room until the scheduler tries again
   */
  public record Ecs(
      Lag scheduling,
      Lag provisioning,
      Lag pull,
      Lag activating,
      Lag deprovisioning,
      Lag placementRetry) {}

  /**
   * The metrics.
   *
   * @param creditPeriod grain of the CPU credit metrics
   * @param basicPeriod grain of CPUUtilization without detailed monitoring
   * @param detailedPeriod grain of CPUUtilization with detailed monitoring, and of host counts
   * @param publication end of a period until the point can be read
   */
  public record Metrics(
      Duration creditPeriod, Duration basicPeriod, Duration detailedPeriod, Lag publication) {}

  /**
   * The instances.
   *
   * @param launch desired capacity rises until the instance has joined the cluster
   * @param termination an instance is told to end until it is gone
   */
  public record Machines(Lag launch, Lag termination) {}

  /** What was observed or published; what is an assumption says so. */
  public static LagProfile observed() {
    return new LagProfile(
        new Balancer(
            // 70-120 s to the first probe: aws/containers-roadmap #469 (2019).
            Lag.seconds(70, 120),
            // New connections for at least 120 s whatever the delay: aws-load-balancer-controller
            // #2366, #3270; containers-roadmap #470.
            Lag.seconds(120, 180),
            // 30-40 s after the flip, faster than deregistering: containers-roadmap #470.
            Lag.seconds(30, 40),
            // About 75 s to the last flow on the old group: containers-roadmap #470.
            Lag.seconds(70, 80)),
        // No published figures: assumptions for a warm agent and a cached image.
        new Ecs(
            Lag.seconds(1, 5),
            Lag.seconds(1, 2),
            Lag.seconds(5, 15),
            Lag.seconds(1, 3),
            Lag.seconds(1, 2),
            Lag.seconds(15, 30)),
        new Metrics(
            // "Monitor your CPU credits": credit metrics come each 5 minutes only.
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            // Assumption: a point is readable one to two minutes after its period.
            Lag.seconds(60, 120)),
        // Assumption: boot, agent start and registration of a small instance.
        new Machines(Lag.seconds(60, 120), Lag.seconds(30, 60)));
  }

  /**
   * For a demonstration of about a minute: the load balancer keeps a lag of 5 to 6 s, so that its
   * effects are seen; everything else, metric periods included, is compressed.
   */
  public static LagProfile demo() {
    return new LagProfile(
        new Balancer(
            Lag.millis(5000, 6000),
            Lag.millis(5000, 6000),
            Lag.millis(2000, 3000),
            Lag.millis(5000, 6000)),
        new Ecs(
            Lag.millis(100, 300),
            Lag.millis(50, 100),
            Lag.millis(200, 500),
            Lag.millis(50, 100),
            Lag.millis(50, 100),
            Lag.millis(500, 1000)),
        new Metrics(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Lag.millis(500, 1000)),
        new Machines(Lag.seconds(3, 5), Lag.seconds(1, 2)));
  }

  /** The same profile with another load balancer. */
  public LagProfile withBalancer(Balancer other) {
    return new LagProfile(other, ecs, metrics, machines);
  }

  /** The same profile with another task scheduler. */
  public LagProfile withEcs(Ecs other) {
    return new LagProfile(balancer, other, metrics, machines);
  }

  /** The same profile with other metrics. */
  public LagProfile withMetrics(Metrics other) {
    return new LagProfile(balancer, ecs, other, machines);
  }
}
