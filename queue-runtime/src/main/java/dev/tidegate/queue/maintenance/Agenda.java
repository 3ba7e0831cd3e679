package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Which role looks at which queue next. Instants are those of a monotonic clock, in nanoseconds.
 * Not safe for threads; {@link MaintenanceLoop} guards it.
 */
final class Agenda {
  /** One duty on one queue. */
  static final class Entry {
    final QueueName queue;
    final Role role;
    private final long number;
    private long atNanos;
    private long lastNanos;
    private int quietRounds;

    private Entry(QueueName queue, Role role, long number, long atNanos) {
      this.queue = queue;
      this.role = role;
      this.number = number;
      this.atNanos = atNanos;
      this.lastNanos = atNanos;
    }
  }

  private final List<Role> roles;
  private final Map<QueueName, List<Entry>> byQueue = new HashMap<>();
  private final TreeSet<Entry> byTime;
  private long entries;

  /**
   * @param roles the duties each queue gets
   * @param originNanos any reading of the clock; readings are compared as distances from it
   */
  Agenda(List<Role> roles, long originNanos) {
    this.roles = List.copyOf(roles);
    this.byTime =
        new TreeSet<>(
            Comparator.comparingLong((Entry entry) -> entry.atNanos - originNanos)
                .thenComparingLong(entry -> entry.number));
  }

  /** Begins to look after a queue, at once; does nothing if it does already. */
  void add(QueueName queue, long nowNanos) {
    if (byQueue.containsKey(queue)) {
      return;
    }
    List<Entry> own = new ArrayList<>();
    for (Role role : roles) {
      Entry entry = new Entry(queue, role, entries++, nowNanos);
      own.add(entry);
      byTime.add(entry);
    }
    byQueue.put(queue, own);
  }

  /** Something happens in the queue: look as soon as the pace allows. */
  void nudge(QueueName queue, long nowNanos) {
    add(queue, nowNanos);
    for (Entry entry : byQueue.getOrDefault(queue, List.of())) {
      entry.quietRounds = 0;
      long soonest = entry.lastNanos + nanos(entry.role.pace().gapMs());
      long wanted = soonest - nowNanos > 0 ? soonest : nowNanos;
      if (entry.atNanos - wanted > 0) {
        move(entry, wanted);
      }
    }
  }

  /** Takes the entry that is due; it must be put back by {@link #done} or {@link #failed}. */
  Optional<Entry> takeDue(long nowNanos) {
    if (byTime.isEmpty() || byTime.first().atNanos - nowNanos > 0) {
      return Optional.empty();
    }
    Entry entry = byTime.first();
    byTime.remove(entry);
    return Optional.of(entry);
  }

  /** Nanoseconds until the next entry is due; empty if there is none. */
  OptionalLong waitNanos(long nowNanos) {
    return byTime.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, byTime.first().atNanos - nowNanos));
  }

  void done(Entry entry, Role.Pass pass, long nowNanos) {
    boolean quiet = pass.done() == 0 && pass.dueInMs().isEmpty();
    entry.quietRounds = quiet ? entry.quietRounds + 1 : 0;
    long pause = entry.role.pace().pauseMs(pass.more(), pass.dueInMs(), entry.quietRounds);
    putBack(entry, pause, nowNanos);
  }

  void failed(Entry entry, long nowNanos) {
    putBack(entry, entry.role.pace().busyMs(), nowNanos);
  }

  private void putBack(Entry entry, long pauseMs, long nowNanos) {
    entry.lastNanos = nowNanos;
    entry.atNanos = nowNanos + nanos(pauseMs);
    byTime.add(entry);
  }

  private void move(Entry entry, long atNanos) {
    // An entry that is being worked on is not in the set; it comes back with its own time.
    if (byTime.remove(entry)) {
      entry.atNanos = atNanos;
      byTime.add(entry);
    }
  }

  private static long nanos(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
