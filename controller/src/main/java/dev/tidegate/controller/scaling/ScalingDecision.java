package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's count should be, and why.
 *
 * @param current the desired count as it is
 * @param desired as it should be
 * @param raw the formula's exact answer; NaN if there were no figures
 * @param input what the formula saw; null if there were no figures
 * @param memory for the next decision
 */
public record ScalingDecision(
    String pool,
    Direction direction,
    int current,
    int desired,
    double raw,
    String reason,
    List<Condition> conditions,
    @Nullable ScalingInput input,
    PoolMemory memory) {

  /** Which way. */
  public enum Direction {
    HOLD,
    OUT,
    IN
  }

  public ScalingDecision {
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(reason, "reason");
    conditions = List.copyOf(conditions);
    Objects.requireNonNull(memory, "memory");
  }
}
