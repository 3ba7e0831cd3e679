package dev.tidegate.localaws.world.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The points of one metric, oldest first; the oldest leave when the series is full. */
final class Series {

  /** Two weeks of one-minute points. */
  private static final int CAPACITY = 20_160;

  private record Point(long atSecond, long readableAtMilli, double value, String unit) {}

  private final ArrayDeque<Point> points = new ArrayDeque<>();

  void add(Instant at, Instant readableAt, double value, String unit) {
    if (points.size() == CAPACITY) {
      points.removeFirst();
    }
    points.addLast(new Point(at.getEpochSecond(), readableAt.toEpochMilli(), value, unit));
  }

  /** Folds what lies in {@code [from, to)} and can be read at {@code now}, one sample a period. */
  List<Sample> fold(Instant from, Instant to, Duration period, Statistic statistic, Instant now) {
    long step = period.toSeconds();
    NavigableMap<Long, DoubleSummaryStatistics> periods = new TreeMap<>();
    String unit = "None";
    for (Point point : points) {
      boolean inside =
          point.atSecond >= from.getEpochSecond() && point.atSecond < to.getEpochSecond();
      if (inside && point.readableAtMilli <= now.toEpochMilli()) {
        long start = Math.floorDiv(point.atSecond, step) * step;
        periods.computeIfAbsent(start, s -> new DoubleSummaryStatistics()).accept(point.value);
        unit = point.unit;
      }
    }
    List<Sample> samples = new ArrayList<>(periods.size());
    String seen = unit;
    periods.forEach(
        (start, folded) ->
            samples.add(new Sample(Instant.ofEpochSecond(start), statistic.of(folded), seen)));
    return samples;
  }
}
