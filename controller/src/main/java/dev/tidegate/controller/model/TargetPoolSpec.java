package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What an operator wants of a service of runtimes behind a load balancer.
 *
 * @param floor at least so many healthy targets stay
 * @param tolerance how far above its fair share a target's load may be, as a share, 0..1
 * @param shedPerSecond connections that one runtime may be told to shed per second (r)
 * @param streamGrace what an open stream gets to end by itself
 * @param healthyFor how long a newcomer must have been healthy before it counts
 * @param minAccepts client connections that a newcomer must report before it counts; 0 = none
 * @param verifyFor how long a target must have been quiet before it is called empty
 * @param settle how long a rotation watches the pool after its victim has gone
 * @param rotateBelowCredits rotate a runtime whose instance has this many CPU credits or fewer,
 *     once per instance and day; 0 = never. For instances in standard mode: in unlimited mode an
 *     empty balance costs money, not speed
 * @param rebalance react to imbalance; false: on request only
 */
public record TargetPoolSpec(
    String name,
    ServiceRef service,
    List<String> targetGroups,
    int floor,
    double tolerance,
    double shedPerSecond,
    Duration streamGrace,
    LagProfile lag,
    Duration healthyFor,
    int minAccepts,
    Duration verifyFor,
    Duration settle,
    double rotateBelowCredits,
    boolean rebalance,
    Deadlines deadlines) {

  /**
   * How long each step of a rotation may take before its policy applies.
   *
   * @param preflight then it is refused
   * @param surge then the newcomer is taken away again
   * @param accepts after it is healthy; then a pool of two or more goes on, with the risk recorded
   * @param quiesce then it is undone
   * @param lower then it is given up and the extra task stays
   * @param shed then it goes on, with the risk recorded
   * @param verify then it goes on, with the risk recorded
   * @param stop then it goes on, with the risk recorded
   */
  public record Deadlines(
      Duration preflight,
      Duration surge,
      Duration accepts,
      Duration quiesce,
      Duration lower,
      Duration shed,
      Duration verify,
      Duration stop) {}

  public TargetPoolSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(service, "service");
    targetGroups = List.copyOf(targetGroups);
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(deadlines, "deadlines");
    if (targetGroups.isEmpty()) {
      throw new IllegalArgumentException("a target pool needs a target group");
    }
    if (floor < 0
        || tolerance < 0
        || shedPerSecond <= 0
        || minAccepts < 0
        || minAccepts > 16
        || rotateBelowCredits < 0) {
      throw new IllegalArgumentException("floor, tolerance, shedPerSecond or minAccepts");
    }
  }

  /** How long it takes to shed so many connections and let their streams end. */
  public Duration shedTime(int connections) {
    return Duration.ofMillis((long) Math.ceil(connections / shedPerSecond * 1000))
        .plus(streamGrace);
  }
}
