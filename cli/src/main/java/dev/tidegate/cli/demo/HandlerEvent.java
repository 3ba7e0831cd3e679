package dev.tidegate.cli.demo;

import java.util.Optional;

/**
 * One line that a worker process appended to its own record file.
 *
 * @param kind what happened
 * @param jobId to which job
 * @param token by which delivery
 * @param epochMs when, by the worker's clock
 * @param pid in which process
 */
record HandlerEvent(Kind kind, String jobId, String token, long epochMs, long pid) {
  /** A handler began, or came to its end. */
  enum Kind {
    STARTED,
    COMPLETED
  }

  private static final int FIELDS = 5;

  /**
   * Reads {@code started job token startedMs pid} and {@code job token startedMs endedMs pid}; a
   * line cut off by a SIGKILL is no event.
   */
  static Optional<HandlerEvent> parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    boolean started = fields[0].equals("started");
    try {
      return Optional.of(
          new HandlerEvent(
              started ? Kind.STARTED : Kind.COMPLETED,
              fields[started ? 1 : 0],
              fields[started ? 2 : 1],
              Long.parseLong(fields[3]),
              Long.parseLong(fields[4])));
    } catch (NumberFormatException cutOff) {
      return Optional.empty();
    }
  }
}
