package dev.tidegate.queue.model;

import java.util.regex.Pattern;

/**
 * A job's id within its queue, {@code [A-Za-z0-9._-]{1,64}}.
 *
 * @param value the id itself
 */
public record JobId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * @throws IllegalArgumentException if the id has a character that is not allowed, is empty or
   *     longer than 64
   */
  public JobId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("job id must match [A-Za-z0-9._-]{1,64}");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
