package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.ServiceMove;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scale-in does next.
 *
 * @param next where it will stand; null = it is over
 * @param drain tasks whose workers are to let go (again: the order expires)
 * @param undrain tasks whose workers go on after all
 * @param reason what it does or waits for
 */
public record ScaleInStep(
    @Nullable ScaleInState next,
    Set<String> drain,
    Set<String> undrain,
    ServiceMove move,
    String reason) {
  public ScaleInStep {
    drain = Set.copyOf(drain);
    undrain = Set.copyOf(undrain);
    Objects.requireNonNull(move, "move");
    Objects.requireNonNull(reason, "reason");
  }
}
