package dev.tidegate.queue.delivery;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.LeasedJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The jobs a session holds, by token. Not safe for several threads: its owner serialises. */
public final class HeldJobs {
  private final Map<String, Entry> byToken = new HashMap<>();

  /** Who takes over what a displaced session held. */
  @FunctionalInterface
  public interface Heir {
    void inherit(List<Entry> entries);
  }

  /** One held job. Changed by its owner only. */
  public static final class Entry {
    private final QueueName queue;
    private final HeldJob held;
    private final long expectedMs;
    private long leaseEndsMs;
    private boolean started;
    private boolean cancelTold;

    Entry(QueueName queue, HeldJob held, long expectedMs, long leaseEndsMs, boolean started) {
      this.queue = queue;
      this.held = held;
      this.expectedMs = expectedMs;
      this.leaseEndsMs = leaseEndsMs;
      this.started = started;
    }

    public QueueName queue() {
      return queue;
    }

    public HeldJob held() {
      return held;
    }

    /** Whether the store confirmed that a handler began. */
    public boolean isStarted() {
      return started;
    }

    /** The store confirmed the start, or the extension, of the lease. */
    public void confirmed(long newLeaseEndsMs) {
      started = true;
      leaseEndsMs = newLeaseEndsMs;
    }

    /** Whether its lease ended before this instant. */
    public boolean endedBefore(long epochMs) {
      return leaseEndsMs < epochMs;
    }

    /** True the first time only. */
    public boolean tellCancelOnce() {
      boolean first = !cancelTold;
      cancelTold = true;
      return first;
    }
  }

  /** Notes a delivery. */
  public void add(QueueName queue, LeasedJob job, boolean started) {
    HeldJob held = new HeldJob(job.id(), job.token());
    put(new Entry(queue, held, job.expectedDurationMs(), job.leaseExpiresAtMs(), started));
  }

  /** Notes a job that was delivered elsewhere and is confirmed to be held here now. */
  public Entry adopt(QueueName queue, HeldJob held, long leaseEndsMs) {
    Entry entry = new Entry(queue, held, 0, leaseEndsMs, true);
    put(entry);
    return entry;
  }

  public void put(Entry entry) {
    byToken.put(entry.held.token().value(), entry);
  }

  public @Nullable Entry get(String token) {
    return byToken.get(token);
  }

  /** Forgets a job: settled, or lost. */
  public @Nullable Entry remove(String token) {
    return byToken.remove(token);
  }

  public int size() {
    return byToken.size();
  }

  public boolean isEmpty() {
    return byToken.isEmpty();
  }

  /** Forgets what matches; for leases that ended unheard. */
  public void forgetExpired(long nowMs) {
    byToken.values().removeIf(entry -> entry.leaseEndsMs < nowMs);
  }

  /** Takes out what matches. */
  public List<Entry> takeOut(Predicate<Entry> which) {
    List<Entry> out = new ArrayList<>();
    byToken
        .values()
        .removeIf(
            entry -> {
              boolean matches = which.test(entry);
              if (matches) {
                out.add(entry);
              }
              return matches;
            });
    return out;
  }

  /** The session's state, with the queues it holds jobs of added to {@code alsoQueues}. */
  public SessionView view(
      SessionFacts facts, Collection<String> alsoQueues, long lastSeenMs, boolean draining) {
    long work = 0;
    long busyUntil = Long.MIN_VALUE;
    Set<String> queues = new TreeSet<>(alsoQueues);
    for (Entry entry : byToken.values()) {
      work += entry.expectedMs;
      busyUntil = Math.max(busyUntil, entry.leaseEndsMs);
      queues.add(entry.queue.value());
    }
    return new SessionView(
        facts,
        queues,
        lastSeenMs,
        byToken.size(),
        work,
        byToken.isEmpty() ? OptionalLong.empty() : OptionalLong.of(busyUntil),
        draining,
        false);
  }
}
