package dev.tidegate.controller.credit;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a task should leave its instance because that has used its CPU credits up. */
public final class CreditRelief {
  private CreditRelief() {}

  /**
   * A task that should be replaced elsewhere.
   *
   * @param instanceId the exhausted EC2 instance
   * @param reason for people
   */
  public record Relief(String taskArn, String instanceId, String reason) {}

  /**
   * The task on the poorest instance that is at or below the threshold. Empty if none is, if no
   * balance is known, or if no other instance is known to be better off: a newcomer would start
   * where the old one ends.
   *
   * @param instances EC2 instance id by task ARN
   * @param below credits; zero or less = never
   */
  public static Optional<Relief> find(
      Map<String, String> instances, CreditReport credits, double below) {
    Map<String, Double> balances = credits.balances();
    boolean elsewhere = balances.values().stream().anyMatch(balance -> balance > below);
    if (below <= 0 || !elsewhere) {
      return Optional.empty();
    }
    return new TreeMap<>(instances)
        .entrySet().stream()
            .filter(task -> balances.getOrDefault(task.getValue(), Double.MAX_VALUE) <= below)
            .min(Comparator.comparing(task -> balances.get(task.getValue())))
            .map(task -> relief(task.getKey(), task.getValue(), balances, below));
  }

  private static Relief relief(
      String taskArn, String instance, Map<String, Double> balances, double below) {
    return new Relief(
        taskArn,
        instance,
        String.format(
            Locale.ROOT,
            "instance %s has %.1f CPU credits left, at or below %.1f",
            instance,
            balances.get(instance),
            below));
  }
}
