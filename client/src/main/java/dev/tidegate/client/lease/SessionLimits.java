package dev.tidegate.client.lease;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * The bounds of a session.
 *
 * @param queues where jobs are taken from, at least one, no doubles
 * @param slots handlers at once over all queues, at least 1
 * @param maxUnanswered settles without answer above which no new jobs are asked for
 * @param maxSettleTries times that one settle is said before it is dropped
 * @param idleQueueNanos a queue with credit that delivered nothing for this long counts as idle:
 *     its unused credit no longer keeps the other queues from using the free slots
 */
public record SessionLimits(
    List<String> queues, int slots, int maxUnanswered, int maxSettleTries, long idleQueueNanos) {
  private static final long ONE_SECOND_NANOS = 1_000_000_000L;

  /**
   * @throws IllegalArgumentException if a bound is out of range or a queue is named twice
   */
  public SessionLimits {
    queues = List.copyOf(queues);
    require(!queues.isEmpty(), "a worker needs at least one queue");
    require(new LinkedHashSet<>(queues).size() == queues.size(), "a queue is named twice");
    require(slots >= 1, "slots must be at least 1");
    require(maxUnanswered >= 1, "maxUnanswered must be at least 1");
    require(maxSettleTries >= 1, "maxSettleTries must be at least 1");
    require(idleQueueNanos > 0, "idleQueueNanos must be positive");
  }

  /** Room for some rounds of every slot without an answer, a hundred tries, one second idle. */
  public static SessionLimits of(List<String> queues, int slots) {
    return new SessionLimits(queues, slots, 64 + 4 * slots, 100, ONE_SECOND_NANOS);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
