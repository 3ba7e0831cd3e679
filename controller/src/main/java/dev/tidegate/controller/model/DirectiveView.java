package dev.tidegate.controller.model;

import java.time.Instant;
import java.util.Objects;

/**
 * A directive that is in force.
 *
 * @param plain serves without cap and shed: says nothing that the absence of a directive does not
 */
public record DirectiveView(
    String runtimeId,
    String bootId,
    long epoch,
    long generation,
    boolean plain,
    Instant expiresAt,
    String reason) {
  /** Begins the reason of every directive that a controller writes; others belong to people. */
  public static final String OURS = "controller: ";

  public DirectiveView {
    Objects.requireNonNull(runtimeId, "runtimeId");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(reason, "reason");
  }

  public boolean ours() {
    return reason.startsWith(OURS);
  }
}
