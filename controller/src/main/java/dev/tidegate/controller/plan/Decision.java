package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for one resource, why, and what is to be done about it, in this order. If one
 * act fails those after it are not tried: they rest on it.
 *
 * @param resource kind and name
 * @param verdict one word
 * @param inputs enough to decide it again; null = nothing but views
 */
public record Decision(
    String resource,
    String verdict,
    String reason,
    @Nullable Record inputs,
    List<Condition> conditions,
    List<Action> actions) {
  public Decision {
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(reason, "reason");
    conditions = List.copyOf(conditions);
    actions = List.copyOf(actions);
  }

  static Decision hold(String resource, String reason, List<Condition> conditions) {
    return new Decision(resource, "HOLD", reason, null, conditions, List.of());
  }
}
