package dev.tidegate.localaws.world.metric;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one series of points is called.
 *
 * @param namespace for example {@code AWS/EC2}
 * @param name for example {@code CPUCreditBalance}
 * @param dimensions name to value; a series is found only by exactly its own dimensions
 */
public record MetricKey(String namespace, String name, SortedMap<String, String> dimensions) {

  /** Copies. */
  public MetricKey {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }

  /** A key from any map. */
  public static MetricKey of(String namespace, String name, Map<String, String> dimensions) {
    return new MetricKey(namespace, name, new TreeMap<>(dimensions));
  }
}
