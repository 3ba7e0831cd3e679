package dev.tidegate.controller.rotation;

import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.ServiceMove;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation does next.
 *
 * @param next where it will stand
 * @param wish for the victim's runtime; null = none
 * @param reason what it does or waits for
 */
public record RotationStep(
    RotationState next, ServiceMove move, @Nullable DirectiveWish wish, String reason) {
  public RotationStep {
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(move, "move");
    Objects.requireNonNull(reason, "reason");
  }
}
