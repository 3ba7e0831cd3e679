package dev.tidegate.localaws.world.kernel;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What happened, newest last. Keeps the latest entries only, but its hash covers all of them: two
 * runs with the same seed must end with the same hash.
 */
public final class EventLog {

  private static final int KEPT = 20_000;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();
  private long hash = FNV_OFFSET;
  private long count;

  void add(LogEntry entry) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
    count++;
    hash =
        mix(
            mix(mix(mix(hash, entry.at().toString()), entry.kind()), entry.subject()),
            entry.detail());
  }

  /** The latest entries, at most 20,000, oldest first. */
  public List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  /** How many entries were ever written. */
  public long count() {
    return count;
  }

  /** FNV-1a over every entry ever written. */
  public long hash() {
    return hash;
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
    }
    return (mixed ^ 0x1f) * FNV_PRIME;
  }
}
