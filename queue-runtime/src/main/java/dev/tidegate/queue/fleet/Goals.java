package dev.tidegate.queue.fleet;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Shed;
import dev.tidegate.queue.connections.KeeperGoal;
import dev.tidegate.queue.connections.ShedOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Directives as goals of the connection keeper. */
final class Goals {
  private static final double DEFAULT_PER_SECOND = 20;
  private static final long DEFAULT_GRACE_MS = 30_000;

  private Goals() {}

  static KeeperGoal of(Optional<Directive> directive) {
    return directive.map(Goals::of).orElse(KeeperGoal.SERVE);
  }

  static boolean drains(Optional<Directive> directive) {
    return directive.map(d -> d.getMode() == Directive.Mode.MODE_DRAIN).orElse(false);
  }

  private static KeeperGoal of(Directive directive) {
    return new KeeperGoal(
        directive.getMode() == Directive.Mode.MODE_DRAIN
            ? KeeperGoal.Mode.DRAIN
            : KeeperGoal.Mode.SERVE,
        directive.hasConnectionCap()
            ? OptionalInt.of(directive.getConnectionCap())
            : OptionalInt.empty(),
        directive.hasShed()
            ? Optional.of(shed(directive.getShed(), directive.getReason()))
            : Optional.empty());
  }

  private static ShedOrder shed(Shed shed, String reason) {
    return new ShedOrder(
        shed.getShedId(),
        shed.getConnections(),
        shed.getPerSecond() == 0 ? DEFAULT_PER_SECOND : shed.getPerSecond(),
        Duration.ofMillis(
            shed.getStreamGraceMs() == 0 ? DEFAULT_GRACE_MS : shed.getStreamGraceMs()),
        shed.getConnectionIdsList(),
        reason);
  }
}
