package dev.tidegate.controller.plan;

import java.util.List;
import java.util.Objects;

/**
 * What one pass decided.
 *
 * @param decisions in the order in which they are to be carried out
 * @param memory for the next pass
 */
public record PassPlan(List<Decision> decisions, Memory memory, List<PoolStatus> pools) {
  public PassPlan {
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(memory, "memory");
    pools = List.copyOf(pools);
  }
}
