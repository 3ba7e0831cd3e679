package dev.tidegate.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what functions answer: integers, bulk strings and arrays of them. */
final class Replies {
  private Replies() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  static List<?> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw new IllegalStateException("expected an array, got " + reply);
  }

  static long number(@Nullable Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    if (reply instanceof byte[] text) {
      return (long) Double.parseDouble(text(text));
    }
    throw new IllegalStateException("expected a number, got " + reply);
  }

  /** Empty where the function answered a negative number. */
  static OptionalLong optional(@Nullable Object reply) {
    long number = number(reply);
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  static byte[] raw(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("expected a string, got " + reply);
  }

  static String text(@Nullable Object reply) {
    return new String(raw(reply), StandardCharsets.UTF_8);
  }

  /** Name and value in turn. */
  static Map<String, String> map(List<?> flat) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      map.put(text(flat.get(i)), text(flat.get(i + 1)));
    }
    return map;
  }
}
