package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A listener's default action: target groups with their weights.
 *
 * @param groups in the order in which they were given; each group once
 */
public record Forward(List<Weighted> groups) {

  private static final int MAX_WEIGHT = 999;

  /**
   * One group.
   *
   * @param groupArn the group
   * @param weight 0 to 999
   */
  public record Weighted(String groupArn, int weight) {}

  /** Copies and checks. */
  public Forward {
    groups = List.copyOf(groups);
    Set<String> seen = new HashSet<>();
    for (Weighted group : groups) {
      if (group.weight() < 0 || group.weight() > MAX_WEIGHT) {
        throw new Refusal("ValidationError", "Weight must be between 0 and " + MAX_WEIGHT);
      }
      if (!seen.add(group.groupArn())) {
        throw new Refusal("ValidationError", "Target group is used more than once in an action");
      }
    }
    if (groups.isEmpty()) {
      throw new Refusal("ValidationError", "A forward action needs a target group");
    }
  }

  boolean uses(String groupArn) {
    return groups.stream().anyMatch(g -> g.groupArn().equals(groupArn));
  }

  boolean usesWithWeight(String groupArn) {
    return groups.stream().anyMatch(g -> g.groupArn().equals(groupArn) && g.weight() > 0);
  }
}
