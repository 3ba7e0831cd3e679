package dev.tidegate.cli.demo;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who lives, as the operating system says: children of this process, by what they run. */
final class Census {
  private final String marker;
  private final Set<Long> first = new TreeSet<>();
  private int least = Integer.MAX_VALUE;
  private int most;

  /** Counts children whose command line contains the marker. */
  Census(String marker) {
    this.marker = marker;
  }

  /** Takes a look; the extremes count from the first {@link #begin} on. */
  int look() {
    int alive = pids().size();
    if (!first.isEmpty()) {
      least = Math.min(least, alive);
      most = Math.max(most, alive);
    }
    return alive;
  }

  /** Whoever lives now are the first ones. */
  void begin() {
    first.addAll(pids());
    look();
  }

  int least() {
    return first.isEmpty() ? 0 : least;
  }

  int most() {
    return most;
  }

  /** How many of the first ones are gone. */
  int replaced() {
    Set<Long> gone = new TreeSet<>(first);
    gone.removeAll(pids());
    return gone.size();
  }

  Set<Long> pids() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().commandLine().orElse("").contains(marker))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
