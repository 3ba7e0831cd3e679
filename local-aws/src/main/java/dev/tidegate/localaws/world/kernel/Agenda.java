package dev.tidegate.localaws.world.kernel;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The one queue of coming events. Events at the same instant run in the order in which they were
 * put in, so one seed gives one history.
 */
public final class Agenda {

  /** A bound that no honest scenario reaches; beyond it a rule is feeding itself. */
  private static final int MAX_ENTRIES = 5_000_000;

  private record Entry(Instant at, long order, Runnable action) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::order));
  private long order;

  /** Puts an event in. */
  public void add(Instant at, Runnable action) {
    if (entries.size() >= MAX_ENTRIES) {
      throw new IllegalStateException("more than " + MAX_ENTRIES + " events wait: a rule loops");
    }
    entries.add(new Entry(at, order++, action));
  }

  /** When the earliest event is due. */
  public Optional<Instant> nextAt() {
    return Optional.ofNullable(entries.peek()).map(Entry::at);
  }

  /** Takes the earliest event out. The caller has asked {@link #nextAt()} first. */
  Runnable takeNext() {
    return entries.remove().action();
  }
}
