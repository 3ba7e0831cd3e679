package dev.tidegate.localaws.world.kernel;

import java.time.Instant;

/**
 * One thing that happened in the world.
 *
 * @param at world time
 * @param kind a short dotted word, for example {@code task.running}
 * @param subject what it happened to, usually the last part of an ARN
 * @param detail anything a reader may want, in one line
 */
public record LogEntry(Instant at, String kind, String subject, String detail) {

  @Override
  public String toString() {
    return at + " " + kind + " " + subject + (detail.isEmpty() ? "" : " " + detail);
  }
}
