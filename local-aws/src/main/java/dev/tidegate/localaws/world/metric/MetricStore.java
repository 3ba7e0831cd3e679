package dev.tidegate.localaws.world.metric;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All metrics. A point is readable only when its publication lag is over. */
public final class MetricStore {

  private static final int MAX_SERIES = 50_000;

  private final Kernel kernel;
  private final Map<MetricKey, Series> series = new LinkedHashMap<>();

  /** An empty store. */
  public MetricStore(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Adds a point.
   *
   * @param key the series
   * @param at the point's own time: for a period, its beginning
   * @param value in the unit
   * @param unit CloudWatch's word for it
   */
  public void put(MetricKey key, Instant at, double value, String unit) {
    Instant readable =
        kernel.now().plus(kernel.lags().metrics().publication().draw(kernel.random()));
    seriesOf(key).add(at, readable, value, unit);
  }

  /**
   * Reads one statistic.
   *
   * @param key exactly the series' name and dimensions
   * @param from first instant, inclusive
   * @param to last instant, exclusive
   * @param period length of one sample; whole seconds, at least one
   * @return oldest first; empty when there is no such series or nothing readable yet
   */
  public List<Sample> read(
      MetricKey key, Instant from, Instant to, Duration period, Statistic statistic) {
    if (period.toSeconds() < 1) {
      throw new Refusal("ValidationError", "The period must be at least one second.");
    }
    if (!from.isBefore(to)) {
      throw new Refusal("ValidationError", "The parameter StartTime must be less than EndTime.");
    }
    Series found = series.get(key);
    return found == null ? List.of() : found.fold(from, to, period, statistic, kernel.now());
  }

  private Series seriesOf(MetricKey key) {
    if (!series.containsKey(key) && series.size() >= MAX_SERIES) {
      throw new IllegalStateException("more than " + MAX_SERIES + " metric series");
    }
    return series.computeIfAbsent(key, k -> new Series());
  }
}
