package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.Objects;

/**
 * How slowly the load balancer's data plane follows its API. Nobody guarantees these: measure them.
 *
 * @param registration from registered to the first client flow
 * @param deregistration from deregistered to the last new flow
 */
public record LagProfile(Duration registration, Duration deregistration) {
  public LagProfile {
    Objects.requireNonNull(registration, "registration");
    Objects.requireNonNull(deregistration, "deregistration");
  }
}
