package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.ShedChooser.Pick;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The orders seen lately and how far each got, so that an order repeated each second is carried out
 * once, and one taken up again goes on where it stopped. Not thread-safe.
 */
final class ShedLedger {
  /** Orders remembered; the eldest is forgotten first. */
  static final int REMEMBERED = 128;

  private final ShedChooser chooser;
  private final RandomGenerator random;
  private final Map<String, ShedRun> runs = new LinkedHashMap<>();
  private @Nullable ShedRun current;

  ShedLedger(ShedChooser chooser, RandomGenerator random) {
    this.chooser = chooser;
    this.random = random;
  }

  /** Makes this the order in force; none stops the present one where it is. */
  void follow(Optional<ShedOrder> order, long highestId, long nowNanos) {
    if (order.isEmpty()) {
      current = null;
      return;
    }
    ShedOrder wanted = order.get();
    current =
        runs.computeIfAbsent(
            wanted.shedId(), id -> new ShedRun(wanted, highestId, chooser, nowNanos, random));
    while (runs.size() > REMEMBERED) {
      runs.remove(runs.keySet().iterator().next());
    }
  }

  /** Whom to move now; asks for the candidates only while an order is unfinished. */
  List<Pick> step(long nowNanos, Supplier<List<ShedCandidate>> candidates) {
    return current == null || current.finished()
        ? List.of()
        : current.step(nowNanos, candidates.get());
  }

  /** The order in force, finished or not. */
  Optional<ShedOrder> order() {
    return Optional.ofNullable(current).map(ShedRun::order);
  }

  Optional<String> describe() {
    return Optional.ofNullable(current).map(ShedRun::describe);
  }
}
