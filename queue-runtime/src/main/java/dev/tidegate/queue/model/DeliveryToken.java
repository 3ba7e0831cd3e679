package dev.tidegate.queue.model;

/**
 * Proof of one delivery of one job. Opaque to everyone but the store; at most 128 characters.
 *
 * @param value the token as text
 */
public record DeliveryToken(String value) {
  private static final int LONGEST = 128;

  /**
   * @throws IllegalArgumentException if it is empty or longer than any token the store hands out
   */
  public DeliveryToken {
    if (value.isEmpty() || value.length() > LONGEST) {
      throw new IllegalArgumentException("delivery token must have 1.." + LONGEST + " characters");
    }
  }
}
