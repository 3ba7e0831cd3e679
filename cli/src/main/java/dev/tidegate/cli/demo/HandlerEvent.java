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

  /** Reads {@code kind jobId token epochMs pid}; a line cut off by a SIGKILL is no event. */
  static Optional<HandlerEvent> parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      Kind kind = fields[0].equals("started") ? Kind.STARTED : Kind.COMPLETED;
      return Optional.of(
          new HandlerEvent(
              kind, fields[1], fields[2], Long.parseLong(fields[3]), Long.parseLong(fields[4])));
    } catch (NumberFormatException cutOff) {
      return Optional.empty();
    }
  }
}
