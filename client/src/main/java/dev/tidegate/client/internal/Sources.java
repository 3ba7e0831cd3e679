package dev.tidegate.client.internal;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where time and chance come from.
 *
 * @param clock wall clock, only for instants shown to or received from others
 * @param nanos monotonic time for every wait
 * @param random thread-safe
 */
public record Sources(InstantSource clock, LongSupplier nanos, RandomGenerator random) {

  /** The machine's. Chance is cryptographic because job ids must not collide between machines. */
  public static Sources system() {
    return new Sources(InstantSource.system(), System::nanoTime, new SecureRandom());
  }
}
