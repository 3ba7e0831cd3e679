package dev.tidegate.localaws.world.kernel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A delay with a spread: each use takes a length evenly between {@code least} and {@code least +
 * spread}.
 *
 * @param least shortest length, not negative
 * @param spread width above it, not negative
 */
public record Lag(Duration least, Duration spread) {

  /** Checks. */
  public Lag {
    if (least.isNegative() || spread.isNegative()) {
      throw new IllegalArgumentException("a lag is not negative: " + least + " + " + spread);
    }
  }

  /** A delay that is always the same. */
  public static Lag of(Duration length) {
    return new Lag(length, Duration.ZERO);
  }

  /** A delay between two lengths in milliseconds. */
  public static Lag millis(long least, long most) {
    return new Lag(Duration.ofMillis(least), Duration.ofMillis(most - least));
  }

  /** A delay between two lengths in seconds. */
  public static Lag seconds(long least, long most) {
    return millis(least * 1000, most * 1000);
  }

  /** One length by chance. */
  public Duration draw(RandomGenerator random) {
    long width = spread.toMillis();
    return width == 0 ? least : least.plusMillis(random.nextLong(width + 1));
  }
}
