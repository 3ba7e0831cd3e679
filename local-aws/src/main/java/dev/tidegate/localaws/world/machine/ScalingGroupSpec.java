package dev.tidegate.localaws.world.machine;

import java.util.List;

/**
 * How an Auto Scaling group is set up.
 *
 * @param name its name
 * @param type size of what it launches
 * @param zones zones that it spreads over, in order
 * @param min fewest instances
 * @param max most instances
 * @param desired instances at the beginning
 * @param newInstancesGuarded whether new instances are protected from scale-in
 */
public record ScalingGroupSpec(
    String name,
    InstanceType type,
    List<String> zones,
    int min,
    int max,
    int desired,
    boolean newInstancesGuarded) {

  /** Checks and copies. */
  public ScalingGroupSpec {
    zones = List.copyOf(zones);
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("a scaling group needs a zone");
    }
    if (min < 0 || min > desired || desired > max) {
      throw new IllegalArgumentException("0 <= min <= desired <= max does not hold for " + name);
    }
  }
}
