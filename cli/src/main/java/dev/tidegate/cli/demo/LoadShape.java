package dev.tidegate.cli.demo;

/**
 * How many jobs per second all producers together enqueue, over the course of the demo: a rise, a
 * plateau, a fall, and a trickle until the end, so that somebody calls all the time.
 *
 * @param seconds planned length of the demo
 * @param trickle jobs per second before the rise and after the fall
 * @param peak jobs per second on the plateau
 */
record LoadShape(double seconds, double trickle, double peak) {
  private static final double RISE_ENDS = 0.22;
  private static final double PLATEAU_ENDS = 0.42;
  private static final double FALL_ENDS = 0.52;

  /** Jobs per second at a point in time, seconds since the start. */
  double at(double second) {
    double part = second / seconds;
    if (part < RISE_ENDS) {
      return between(trickle, peak, part / RISE_ENDS);
    }
    if (part < PLATEAU_ENDS) {
      return peak;
    }
    if (part < FALL_ENDS) {
      return between(peak, trickle, (part - PLATEAU_ENDS) / (FALL_ENDS - PLATEAU_ENDS));
    }
    return trickle;
  }

  /** When the plateau is half over: there is the most to lose. */
  double midPlateau() {
    return seconds * (RISE_ENDS + PLATEAU_ENDS) / 2;
  }

  private static double between(double from, double to, double share) {
    return from + (to - from) * share;
  }
}
