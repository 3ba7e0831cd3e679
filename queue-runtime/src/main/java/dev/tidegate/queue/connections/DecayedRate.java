package dev.tidegate.queue.connections;

/**
 * An exponentially decayed rate, fed with a running total at whatever moments suit the caller.
 *
 * @param perSecond the rate
 * @param total the running total at the last sample
 * @param atNanos when that was
 */
record DecayedRate(double perSecond, long total, long atNanos) {

  static DecayedRate startingAt(long nanos) {
    return new DecayedRate(0, 0, nanos);
  }

  /**
   * The rate after another sample: r + (1 - e^(-dt/window)) * (delta/dt - r), which does not depend
   * on how the time was cut into samples as long as the true rate holds still.
   */
  DecayedRate next(long newTotal, long nowNanos, double windowNanos) {
    long elapsed = nowNanos - atNanos;
    if (elapsed <= 0) {
      return this;
    }
    double momentary = (newTotal - total) * 1e9 / elapsed;
    double weight = -Math.expm1(-elapsed / windowNanos);
    return new DecayedRate(perSecond + weight * (momentary - perSecond), newTotal, nowNanos);
  }
}
