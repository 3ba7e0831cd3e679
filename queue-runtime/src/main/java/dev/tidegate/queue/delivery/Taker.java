package dev.tidegate.queue.delivery;

import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * Someone who waits in the line of one queue: a worker stream with credit, or a long poll. It
 * stands in the line at most once at a time: after {@link #take} and after an empty {@link #turn}
 * it is out and queues up again when it wants more.
 *
 * <p>Called from threads of the store, of the network and of the ticker, never two at a time.
 */
public interface Taker {
  /**
   * Its turn has come: what to ask for, at most {@code share} jobs; empty = it wants nothing (any
   * more) and leaves the line.
   */
  Optional<LeaseRequest> turn(int share);

  /** Jobs for it; never empty. */
  void take(List<LeasedJob> jobs);

  /** There was nothing; it keeps its place in the line. */
  void nothing(LeaseOutcome.Blocked why);

  /**
   * The store could not be asked.
   *
   * @return whether it stays in the line and is asked for again at the next tick
   */
  boolean failed(StoreException problem);

  /** It left without saying so: its place can be cleared. */
  boolean isGone();
}
