package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.BouncePolicy.Newcomer;
import dev.tidegate.queue.connections.ShedChooser.Pick;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The goal in force and every decision that follows from it. Knows no channel. Thread-safe: event
 * loops ask about newcomers while the tick asks whom to shed.
 */
final class KeeperPlan {
  private final BouncePolicy bounces;
  private final ShedLedger sheds;
  private final RandomGenerator random;
  private KeeperGoal goal = KeeperGoal.SERVE;
  private Optional<String> stopping = Optional.empty();

  KeeperPlan(KeeperSettings settings, long nowNanos, RandomGenerator random) {
    this.random = random;
    this.bounces =
        new BouncePolicy(settings.bounce(), new BounceBudget(settings.bounce(), nowNanos));
    this.sheds = new ShedLedger(new ShedChooser(settings.idleBelowRpcPerSecond()), random);
  }

  /** A stop, once begun, cannot be taken back by a goal. */
  synchronized void follow(KeeperGoal wanted, long highestId, long nowNanos) {
    if (stopping.isEmpty()) {
      goal = wanted;
      sheds.follow(wanted.shed(), highestId, nowNanos);
    }
  }

  synchronized void stop(String reason) {
    stopping = Optional.of(reason);
    goal = new KeeperGoal(KeeperGoal.Mode.DRAIN, OptionalInt.empty(), Optional.empty());
    sheds.follow(Optional.empty(), 0, 0);
  }

  synchronized BounceVerdict newcomer(Newcomer newcomer, long nowNanos) {
    return bounces.decide(goal, drainReason(), newcomer, nowNanos, random.nextDouble());
  }

  synchronized boolean draining() {
    return goal.mode() == KeeperGoal.Mode.DRAIN;
  }

  synchronized List<Pick> shedNow(long nowNanos, Supplier<List<ShedCandidate>> candidates) {
    return sheds.step(nowNanos, candidates);
  }

  synchronized Optional<ShedOrder> order() {
    return sheds.order();
  }

  /** A number in [0, 1). */
  synchronized double chance() {
    return random.nextDouble();
  }

  /** One line: what is wanted, how far it is, what it waits for. */
  synchronized String describe(int clients, int staying, int leaving) {
    StringBuilder line = new StringBuilder(96);
    line.append(
        stopping
            .map(reason -> "stopping (" + reason + ")")
            .orElse(draining() ? "draining" : "serving"));
    line.append(": ").append(clients).append(clients == 1 ? " client" : " clients");
    if (leaving > 0) {
      line.append(", ").append(leaving).append(" told to leave and finishing calls");
    }
    if (goal.cap().isPresent()) {
      line.append(", cap ").append(goal.cap().getAsInt());
      int above = staying - goal.cap().getAsInt();
      line.append(above > 0 ? " exceeded by " + above : "");
    }
    sheds.describe().ifPresent(shed -> line.append("; ").append(shed));
    return line.toString();
  }

  private String drainReason() {
    return stopping.or(() -> goal.shed().map(ShedOrder::reason)).orElse("draining");
  }
}
