package dev.tidegate.controller.credit;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest credit balances, by EC2 instance id. An instance without a figure is not listed: it is
 * unknown, which is neither full nor empty.
 *
 * @param balances credits; one credit is one vCPU minute
 */
public record CreditReport(Map<String, Double> balances) {
  /** At most so much is as good as nothing: the metric hardly ever reads zero. */
  private static final double EXHAUSTED = 1;

  public static final CreditReport UNKNOWN = new CreditReport(Map.of());

  public CreditReport {
    balances = Map.copyOf(balances);
  }

  /** One line for people. */
  public String summary() {
    if (balances.isEmpty()) {
      return "no credit balance known";
    }
    Map.Entry<String, Double> lowest =
        new TreeMap<>(balances).entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    long exhausted = balances.values().stream().filter(b -> b <= EXHAUSTED).count();
    return String.format(
        Locale.ROOT,
        "%d instances, lowest %s with %.2f credits, %d exhausted",
        balances.size(),
        lowest.getKey(),
        lowest.getValue(),
        exhausted);
  }
}
