package dev.tidegate.controller.scaling;

/**
 * Everything the formula looks at. All durations are seconds, all rates per second.
 *
 * @param arrivalsPerSecond first attempts (lambda)
 * @param meanSeconds work per job, calibrated (S)
 * @param queuedSeconds work that could run now, calibrated (Qs)
 * @param inFlightSeconds remaining work of what is in flight, calibrated (Is)
 * @param busySlots slots at work now: seconds of work done per second
 * @param slotsPerTask c
 * @param busyShare rho
 * @param drainTargetSeconds D
 * @param controlLagSeconds L
 * @param passSeconds from one decision to the next
 */
public record ScalingInput(
    double arrivalsPerSecond,
    double meanSeconds,
    double queuedSeconds,
    double inFlightSeconds,
    double busySlots,
    int slotsPerTask,
    double busyShare,
    double drainTargetSeconds,
    double controlLagSeconds,
    double passSeconds) {
  public ScalingInput {
    check(arrivalsPerSecond, "arrivalsPerSecond");
    check(meanSeconds, "meanSeconds");
    check(queuedSeconds, "queuedSeconds");
    check(inFlightSeconds, "inFlightSeconds");
    check(busySlots, "busySlots");
    check(controlLagSeconds, "controlLagSeconds");
    if (slotsPerTask < 1 || !(busyShare > 0) || !(drainTargetSeconds > 0) || !(passSeconds > 0)) {
      throw new IllegalArgumentException("slots, busyShare, drain target and pass are above zero");
    }
  }

  private static void check(double value, String name) {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException(name + " must be a finite number, not negative: " + value);
    }
  }
}
