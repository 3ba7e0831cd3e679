package dev.tidegate.queue.connections;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state that the keeper is to bring about and hold. What a goal does not ask for is not done: a
 * goal without its shed order stops the order where it is.
 *
 * @param mode serve, or answer each newcomer with GOAWAY
 * @param cap newcomers beyond so many staying clients are bounced, within the budget; empty = none
 * @param shed whom to move away, if anybody
 */
public record KeeperGoal(Mode mode, OptionalInt cap, Optional<ShedOrder> shed) {

  /** What newcomers meet. */
  public enum Mode {
    SERVE,
    /** Keeps accepting, since a load balancer still sends flows, and moves each newcomer on. */
    DRAIN
  }

  /** No cap, nobody moved. */
  public static final KeeperGoal SERVE =
      new KeeperGoal(Mode.SERVE, OptionalInt.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if the cap is negative
   */
  public KeeperGoal {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(cap, "cap");
    Objects.requireNonNull(shed, "shed");
    Checks.that(cap.orElse(0) >= 0, "cap must be at least 0");
  }
}
