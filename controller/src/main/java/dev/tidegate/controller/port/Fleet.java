package dev.tidegate.controller.port;

import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The fleet of runtimes and the queue behind it. All methods block, none longer than the call
 * timeout, and fail with {@link PortException} only; a write with an old epoch fails with
 * NOT_LEADER.
 */
public interface Fleet {

  /**
   * The leader's lease.
   *
   * @param storeNow the store's clock when it was granted
   * @param previousEnd end of the previous holder's lease by the same clock; EPOCH = none known
   */
  record Lease(long epoch, Duration remaining, Instant storeNow, Instant previousEnd) {}

  /**
   * A directive on its way.
   *
   * @param expiresAt by the store's clock
   * @param advertisedAddress host:port under which clients reach the runtime; empty = unknown
   */
  record Order(DirectiveWish wish, long generation, Instant expiresAt, String advertisedAddress) {}

  /** A note of the journal. */
  record Note(String key, String json, Instant writtenAt) {}

  /** Takes or renews leadership; fails with NOT_LEADER while somebody else holds it. */
  Lease acquire(String holder, Duration lease);

  void release(String holder, long epoch);

  FleetView fleet();

  /** The figures of all these queues, in this order. */
  List<QueueView> queues(List<String> names);

  List<SessionView> sessions();

  void putDirectives(long epoch, List<Order> orders);

  void drainWorkers(
      long epoch, Collection<String> tasks, boolean drain, Instant deadline, String reason);

  List<Note> journal();

  void putJournal(long epoch, String key, String json);

  void deleteJournal(long epoch, String key);
}
