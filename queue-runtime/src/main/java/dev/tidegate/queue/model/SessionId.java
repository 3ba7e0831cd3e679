package dev.tidegate.queue.model;

import java.util.regex.Pattern;

/**
 * A worker process, the same across its reconnects, {@code [A-Za-z0-9._-]{1,64}}.
 *
 * @param value the id itself
 */
public record SessionId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * @throws IllegalArgumentException if the id has a character that is not allowed, is empty or
   *     longer than 64
   */
  public SessionId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("session id must match [A-Za-z0-9._-]{1,64}");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
