package dev.tidegate.queue.grpc;

import dev.tidegate.queue.delivery.Taker;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one stream may still get of one queue, and its place in that queue's line.
 *
 * <p>{@code granted} is written by the stream, {@code taken} by whoever brings jobs; at most one
 * lease is under way, so neither is written by two threads at a time.
 */
final class StreamCredit implements Taker {
  /** Keeps a delivery message, with all that goes around the bodies, below 1 MiB. */
  static final int LEASE_BYTES = 512 * 1024;

  private final WorkStream stream;
  private final QueueName queue;
  private final SessionId session;
  private final Set<String> types;

  private volatile long granted;
  private volatile long taken;

  /**
   * A lease may bring jobs. Set before the stream is asked whether it takes any, so that a drain,
   * which first says no and then looks here, misses none.
   */
  private volatile boolean underWay;

  private volatile LeaseOutcome.@Nullable Blocked blocked;

  /** Guarded by the stream's turn. */
  private boolean inLine;

  private LeaseOutcome.@Nullable Why told;

  StreamCredit(WorkStream stream, QueueName queue, SessionId session, Set<String> types) {
    this.stream = stream;
    this.queue = queue;
    this.session = session;
    this.types = types;
  }

  QueueName queue() {
    return queue;
  }

  /**
   * @return false if the figure is lower than before
   */
  boolean grant(long cumulative) {
    if (cumulative < granted) {
      return false;
    }
    granted = cumulative;
    return true;
  }

  /** Jobs that were taken but not delivered: the permission for them stands. */
  void untake(int jobs) {
    count(-jobs);
  }

  /** One writer at a time: the lease under way, or the stream after it. */
  private void count(int difference) {
    long before = taken;
    taken = before + difference;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** In the stream's turn: enters the line if there is credit and it is not in it. */
  boolean enterLine() {
    if (inLine || granted <= taken) {
      return false;
    }
    inLine = true;
    return true;
  }

  /** In the stream's turn. */
  void leftLine() {
    inLine = false;
    underWay = false;
  }

  /** In the stream's turn: why nothing comes although there is credit, if that is news. */
  Optional<LeaseOutcome.Blocked> news() {
    LeaseOutcome.Blocked now = inLine ? blocked : null;
    if (now == null || now.why() == told) {
      return Optional.empty();
    }
    told = now.why();
    return Optional.of(now);
  }

  @Override
  public Optional<LeaseRequest> turn(int share) {
    underWay = true;
    long want = Math.min(Math.min(share, granted - taken), stream.room());
    if (want <= 0) {
      underWay = false;
      stream.outOfLine(this);
      return Optional.empty();
    }
    return Optional.of(new LeaseRequest(queue, session, (int) want, LEASE_BYTES, false, types));
  }

  @Override
  public void take(List<LeasedJob> jobs) {
    count(jobs.size());
    blocked = null;
    stream.deliver(this, jobs);
  }

  @Override
  public void nothing(LeaseOutcome.Blocked why) {
    blocked = why;
    underWay = false;
  }

  @Override
  public boolean failed(StoreException problem) {
    underWay = false;
    return !stream.isClosed();
  }

  @Override
  public boolean isGone() {
    return stream.isClosed();
  }

  /** In the stream's turn, after jobs went out. */
  void forgetTold() {
    told = null;
  }
}
