package dev.tidegate.controller.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidegate.controller.scaling.Demand;
import dev.tidegate.controller.scaling.ScalingInput;
import java.util.Optional;

/** Decides again what a ledger line says was decided. */
public final class Replay {
  private Replay() {}

  /**
   * The formula's answer for a line of a worker pool; empty for other lines and for those without
   * figures.
   */
  public static Optional<Demand> demand(String line) {
    JsonNode entry = Json.tree(line);
    boolean pool = entry.path("resource").asText().startsWith("WorkerPool/");
    JsonNode inputs = entry.path("inputs");
    return pool && inputs.isObject()
        ? Optional.of(Demand.of(Json.convert(inputs, ScalingInput.class)))
        : Optional.empty();
  }
}
