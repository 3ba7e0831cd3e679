package dev.tidegate.localaws.world.metric;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.DoubleSummaryStatistics;

/** How the points of one period become one number. */
public enum Statistic {
  /** Arithmetic mean. */
  AVERAGE("Average"),
  /** Sum. */
  SUM("Sum"),
  /** Smallest. */
  MINIMUM("Minimum"),
  /** Largest. */
  MAXIMUM("Maximum"),
  /** Number of points. */
  SAMPLE_COUNT("SampleCount");

  private final String wire;

  Statistic(String wire) {
    this.wire = wire;
  }

  /** By the name AWS uses. */
  public static Statistic parse(String name) {
    for (Statistic statistic : values()) {
      if (statistic.wire.equals(name)) {
        return statistic;
      }
    }
    throw new Refusal("ValidationError", "The statistic " + name + " is not modelled.");
  }

  double of(DoubleSummaryStatistics points) {
    return switch (this) {
      case AVERAGE -> points.getAverage();
      case SUM -> points.getSum();
      case MINIMUM -> points.getMin();
      case MAXIMUM -> points.getMax();
      case SAMPLE_COUNT -> points.getCount();
    };
  }
}
