package dev.tidegate.client.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Job ids that no other producer makes: 80 random bits, chosen once, and a count. Short, because a
 * runtime keeps every id in several places.
 */
public final class JobIds {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int PREFIX_LENGTH = 16;

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  public JobIds(RandomGenerator random) {
    this.prefix = randomName(random);
  }

  public String next() {
    return prefix + "-" + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }

  /** 80 random bits in 16 characters of {@code [0-9a-z]}. */
  public static String randomName(RandomGenerator random) {
    StringBuilder name = new StringBuilder(PREFIX_LENGTH);
    for (int i = 0; i < PREFIX_LENGTH; i++) {
      name.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return name.toString();
  }
}
