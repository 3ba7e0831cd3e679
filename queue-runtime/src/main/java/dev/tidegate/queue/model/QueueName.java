package dev.tidegate.queue.model;

import java.util.regex.Pattern;

/**
 * A queue's name, {@code [a-z0-9._-]{1,100}}. A brace in it would move the Redis hash tag, so none
 * is allowed.
 *
 * @param value the name itself
 */
public record QueueName(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9._-]{1,100}");

  /**
   * @throws IllegalArgumentException if the name has a character that is not allowed, is empty or
   *     longer than 100
   */
  public QueueName {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "queue name must match [a-z0-9._-]{1,100}, was '" + abbreviated(value) + "'");
    }
  }

  private static String abbreviated(String value) {
    return value.length() <= 120 ? value : value.substring(0, 120) + "...";
  }

  @Override
  public String toString() {
    return value;
  }
}
