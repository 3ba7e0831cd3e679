package dev.tidegate.localaws.world.kernel;

/**
 * Behaviour of AWS that no document settles. Each is a switch; what is built on the simulator must
 * hold under both values. The defaults are the harsher reading.
 *
 * @param ecsReplacesDeregisteredTarget ECS replaces a service task whose target somebody else
 *     deregistered
 * @param zeroWeightIsHealthChecked a target group attached with weight 0 only is still
 *     health-checked
 * @param zeroWeightCountsForFailOpen an empty target group attached with weight 0 makes the
 *     listener fail open
 * @param instanceDrainSignalsFirst a service task leaving a DRAINING instance gets SIGTERM at once
 *     instead of after its target is unused
 * @param unhealthyOverridesProtection an unhealthy target stops its task although it is protected
 */
public record OpenPoints(
    boolean ecsReplacesDeregisteredTarget,
    boolean zeroWeightIsHealthChecked,
    boolean zeroWeightCountsForFailOpen,
    boolean instanceDrainSignalsFirst,
    boolean unhealthyOverridesProtection) {

  /** The harsher reading of each. */
  public static OpenPoints harsh() {
    return new OpenPoints(true, true, true, true, true);
  }

  /** The kinder reading of each. */
  public static OpenPoints kind() {
    return new OpenPoints(false, true, false, false, false);
  }
}
