package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.KeeperGoal.Mode;
import java.time.Duration;

/**
 * Decides about one newcomer. A drain sends everybody on, the budget only sets its pace; a cap
 * sends on what is above it while the budget lasts, and keeps the rest.
 */
final class BouncePolicy {
  private final BounceSettings settings;
  private final BounceBudget budget;

  BouncePolicy(BounceSettings settings, BounceBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * A client whose transport has just become ready.
   *
   * @param peer the key of its budget
   * @param clientsOfPeer clients connected from that peer, this one included
   * @param staying clients not told to leave, this one included
   */
  record Newcomer(String peer, int clientsOfPeer, int staying) {}

  /**
   * @param drainReason told to the client in a drain
   * @param chance in [0, 1), spreads the pauses
   */
  BounceVerdict decide(
      KeeperGoal goal, String drainReason, Newcomer newcomer, long nowNanos, double chance) {
    if (goal.mode() == Mode.DRAIN) {
      return drain(drainReason, newcomer, nowNanos, chance);
    }
    if (goal.cap().isEmpty() || newcomer.staying() <= goal.cap().getAsInt()) {
      return BounceVerdict.keep("within the cap");
    }
    String above = "above the connection cap of " + goal.cap().getAsInt();
    return switch (take(newcomer, nowNanos)) {
      case GRANTED -> BounceVerdict.now(above);
      case PEER_EXHAUSTED -> BounceVerdict.keep(above + ", but bounced too often already");
      case ALL_EXHAUSTED -> BounceVerdict.keep(above + ", but too many bounces at this moment");
    };
  }

  private BounceVerdict drain(String reason, Newcomer newcomer, long nowNanos, double chance) {
    if (take(newcomer, nowNanos) == BounceBudget.Answer.GRANTED) {
      return BounceVerdict.now(reason);
    }
    long nanos = (long) (settings.drainPause().toNanos() * (0.5 + chance));
    return BounceVerdict.later(Duration.ofNanos(nanos), reason);
  }

  private BounceBudget.Answer take(Newcomer newcomer, long nowNanos) {
    return budget.take(newcomer.peer(), newcomer.clientsOfPeer(), nowNanos);
  }
}
