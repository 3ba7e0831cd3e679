package dev.tidegate.queue.redis;

import java.util.random.RandomGenerator;

/** Seeds for the small generator inside the functions. */
final class Seeds {
  private static final int LARGEST = 2_147_483_646;

  private Seeds() {}

  /** Uniform in 1..2^31-2, the states of Park and Miller's generator. */
  static int next(RandomGenerator random) {
    return random.nextInt(1, LARGEST);
  }
}
