package dev.tidegate.controller.plan;

import java.util.Objects;

/**
 * Names the leader in the journal, so that whoever posts a request knows under which epoch the
 * journal takes it.
 */
public record LeaderNote(String holder, long epoch) {
  public LeaderNote {
    Objects.requireNonNull(holder, "holder");
  }
}
