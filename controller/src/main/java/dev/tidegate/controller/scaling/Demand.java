package dev.tidegate.controller.scaling;

/**
 * How many tasks a load asks for. Little's law for what arrives, plus a term that clears what has
 * piled up, and what will pile up while new tasks are on their way, inside the time that is left of
 * the drain target after that lag:
 *
 * <pre>
 * N = (lambda S / rho + (Qs + Is + max(0, lambda S - served) L) / max(D - L, D/4, pass)) / c
 * </pre>
 *
 * <p>Only seconds divided by seconds: the unit of time cancels out. Where the lag eats the whole
 * drain target no count can meet it; the term's floor of D/4 keeps the answer finite then.
 *
 * @param tasks the exact, fractional count
 * @param arrivingSlots lambda S
 * @param clearSlots slots that the clearing term asks for
 * @param reachable the drain target is longer than the lag
 */
public record Demand(double tasks, double arrivingSlots, double clearSlots, boolean reachable) {

  public static Demand of(ScalingInput in) {
    double arriving = in.arrivalsPerSecond() * in.meanSeconds();
    double whileWaiting = Math.max(0, arriving - in.busySlots()) * in.controlLagSeconds();
    double toClear = in.queuedSeconds() + in.inFlightSeconds() + whileWaiting;
    double left = in.drainTargetSeconds() - in.controlLagSeconds();
    double time = Math.max(Math.max(left, in.drainTargetSeconds() / 4), in.passSeconds());
    double clear = toClear / time;
    double tasks = (arriving / in.busyShare() + clear) / in.slotsPerTask();
    return new Demand(tasks, arriving, clear, left > 0);
  }

  /** Rounded up, forgiving what floating point adds. */
  public int wholeTasks() {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(tasks - 1e-9));
  }
}
