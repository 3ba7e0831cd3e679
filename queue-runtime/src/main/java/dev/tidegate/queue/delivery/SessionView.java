package dev.tidegate.queue.delivery;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * A session as this runtime sees it at one moment.
 *
 * @param facts who it is
 * @param queues from which it takes or holds jobs
 * @param lastSeenMs epoch milliseconds
 * @param held jobs handed to it here and not settled here
 * @param heldWorkMs their expected work
 * @param busyUntilMs when the last of their leases ends, epoch milliseconds by the store's clock
 * @param draining nothing more can be delivered to it
 * @param gone it broke while handlers ran, and has not come back to this runtime
 */
public record SessionView(
    SessionFacts facts,
    Collection<String> queues,
    long lastSeenMs,
    int held,
    long heldWorkMs,
    OptionalLong busyUntilMs,
    boolean draining,
    boolean gone) {
  public SessionView {
    queues = List.copyOf(queues);
  }

  /** The same after it broke. */
  public SessionView asGone() {
    return new SessionView(
        facts, queues, lastSeenMs, held, heldWorkMs, busyUntilMs, draining, true);
  }
}
