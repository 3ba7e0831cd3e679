package dev.tidegate.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** The contract's limits of a job, as published with {@code tidegate.queue.v1.Job}. */
final class JobLimits {
  static final int BODY_BYTES = 256 * 1024;
  static final int RESULT_BYTES = 16 * 1024;
  static final int CONTENT_TYPE_CHARACTERS = 100;
  static final int KEY_BYTES = 200;

  static final Name QUEUE = new Name(Pattern.compile("[a-z0-9._-]{1,100}"));
  static final Name TYPE = new Name(Pattern.compile("[A-Za-z0-9._:/-]{1,100}"));
  static final Name ID = new Name(Pattern.compile("[A-Za-z0-9._-]{1,64}"));
  static final Name HEADER = new Name(Pattern.compile("[a-z0-9._-]{1,64}"));

  private static final int HEADERS = 32;
  private static final int HEADER_VALUE_BYTES = 1024;
  private static final int ALL_HEADERS_BYTES = 4 * 1024;
  private static final long LONGEST_MS = Duration.ofDays(7).toMillis();

  private JobLimits() {}

  /** What names of one kind look like. */
  record Name(Pattern pattern) {
    void check(String what, String value) {
      if (!pattern.matcher(value).matches()) {
        throw new IllegalArgumentException(
            what + " '" + value + "' must match " + pattern.pattern());
      }
    }
  }

  static void atMost(String what, int size, int most) {
    if (size > most) {
      throw new IllegalArgumentException(what + " has " + size + ", at most " + most + " allowed");
    }
  }

  static long millis(String what, Duration value) {
    long millis = value.toMillis();
    if (millis < 1 || millis > LONGEST_MS) {
      throw new IllegalArgumentException(what + " must be 1 ms..7 days, is " + value);
    }
    return millis;
  }

  static void headers(Map<String, String> headers) {
    atMost("headers", headers.size(), HEADERS);
    int all = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      int value = bytes(header.getValue());
      atMost("header " + header.getKey() + " (bytes)", value, HEADER_VALUE_BYTES);
      all += header.getKey().length() + value;
    }
    atMost("all headers (bytes)", all, ALL_HEADERS_BYTES);
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
