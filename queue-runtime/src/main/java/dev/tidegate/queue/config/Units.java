package dev.tidegate.queue.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations like {@code 5s} and sizes like {@code 16MB}. A bare number is refused: of what? */
final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(b|kb|kib|mb|mib|gb|gib)");

  private Units() {}

  /**
   * @throws IllegalArgumentException saying what is understood
   */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write a number with ms, s, m, h or d, e.g. 5s");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /**
   * In bytes; a kilobyte has 1,024.
   *
   * @throws IllegalArgumentException saying what is understood
   */
  static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size; write a number with B, KB, MB or GB, e.g. 16MB");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).charAt(0)) {
      case 'b' -> amount;
      case 'k' -> amount << 10;
      case 'm' -> amount << 20;
      default -> amount << 30;
    };
  }

  static String text(Duration duration) {
    long ms = duration.toMillis();
    return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
  }
}
