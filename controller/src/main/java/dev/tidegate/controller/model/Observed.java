package dev.tidegate.controller.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something read from outside, with the time of the reading. A reading that failed keeps the value
 * of the last one that did not, with its old time, so that nobody takes an error for a zero.
 *
 * @param value the last value read; null if there never was one
 * @param at when the value was read; the time of the failure where there is no value
 * @param problem why the latest reading failed; null if it did not
 */
public record Observed<T>(@Nullable T value, Instant at, @Nullable String problem) {
  public Observed {
    Objects.requireNonNull(at, "at");
  }

  public static <T> Observed<T> of(T value, Instant at) {
    return new Observed<>(Objects.requireNonNull(value, "value"), at, null);
  }

  public static <T> Observed<T> missing(String problem, Instant at) {
    return new Observed<>(null, at, problem);
  }

  /** The latest reading failed: the value stays, its age grows. */
  public Observed<T> failed(String why, Instant now) {
    return new Observed<>(value, value == null ? now : at, why);
  }

  /** How old the value is. */
  public Duration age(Instant now) {
    return Duration.between(at, now);
  }

  /** The value, if there is one not older than {@code maxAge}. */
  public Optional<T> within(Duration maxAge, Instant now) {
    return value == null || age(now).compareTo(maxAge) > 0 ? Optional.empty() : Optional.of(value);
  }

  /** The value, if the latest reading succeeded. */
  public Optional<T> fresh() {
    return problem == null ? Optional.ofNullable(value) : Optional.empty();
  }

  /** Why there is no fresh value, in words. */
  public String why() {
    return problem == null ? "not read yet" : problem;
  }
}
