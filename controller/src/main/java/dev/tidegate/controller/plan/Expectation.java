package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.ServiceRef;
import java.time.Instant;
import java.util.Objects;

/**
 * What has to be seen after an act: clouds answer reads with the past. Until it is seen, or late,
 * nobody sets the same count again.
 */
public record Expectation(ServiceRef service, int desired, Instant deadline) {
  public Expectation {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(deadline, "deadline");
  }

  public String name() {
    return "count of " + service + " reads " + desired;
  }
}
