package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.ShedChooser.Pick;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How far one order is carried out. Told the time and what is connected, it answers whom to move
 * now; it moves nobody itself. Not thread-safe.
 */
final class ShedRun {
  private final ShedOrder order;
  private final long highestId;
  private final ShedChooser chooser;
  private final ShedPacer pacer;
  private int done;
  private boolean finished;
  private String waitingFor = "its first turn";

  ShedRun(
      ShedOrder order, long highestId, ShedChooser chooser, long nowNanos, RandomGenerator random) {
    this.order = order;
    this.highestId = highestId;
    this.chooser = chooser;
    this.pacer = new ShedPacer(order.perSecond(), nowNanos, random);
  }

  ShedOrder order() {
    return order;
  }

  boolean finished() {
    return finished;
  }

  /** Whom to move now; each of them counts as moved. */
  List<Pick> step(long nowNanos, List<ShedCandidate> candidates) {
    if (finished) {
      return List.of();
    }
    List<Pick> eligible = chooser.choose(candidates, order, highestId, left());
    List<Pick> due = eligible.subList(0, pacer.due(nowNanos, eligible.size()));
    done += due.size();
    int remaining = eligible.size() - due.size();
    int spared = chooser.spared(candidates, order, highestId);
    finished = left() == 0 || (remaining == 0 && spared == 0);
    waitingFor =
        remaining > 0
            ? "its pace of %.3g per second".formatted(order.perSecond())
            : spared + " connections with streams that cannot resume";
    return due;
  }

  /** For people: the name, how far, and what it waits for. */
  String describe() {
    String progress =
        order.count() == ShedOrder.ALL
            ? "shed %s: %d told to leave".formatted(order.shedId(), done)
            : "shed %s: %d of %d told to leave".formatted(order.shedId(), done, order.count());
    return finished ? progress : progress + ", waits for " + waitingFor;
  }

  private int left() {
    return order.count() == ShedOrder.ALL ? Integer.MAX_VALUE : order.count() - done;
  }
}
