package dev.tidegate.cli.demo;

import java.util.concurrent.TimeUnit;

/** A point in time that something must be over by. */
final class Deadline {
  /** How often conditions are looked at. */
  static final long POLL_MS = 200;

  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  static Deadline in(long seconds) {
    return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  boolean isOver() {
    return System.nanoTime() - atNanos >= 0;
  }
}
