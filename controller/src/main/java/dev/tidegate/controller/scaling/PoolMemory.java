package dev.tidegate.controller.scaling;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's decision remembers from pass to pass. Soft: losing it costs a window's wait.
 *
 * @param rates null before the first sample
 * @param missingSince since when figures are missing; null = they are there
 */
public record PoolMemory(
    @Nullable RateEstimate rates, RecommendationWindow window, @Nullable Instant missingSince) {
  public static final PoolMemory EMPTY = new PoolMemory(null, RecommendationWindow.EMPTY, null);

  public PoolMemory {
    Objects.requireNonNull(window, "window");
  }

  PoolMemory withRates(RateEstimate next) {
    return new PoolMemory(next, window, null);
  }

  PoolMemory withWindow(RecommendationWindow next) {
    return new PoolMemory(rates, next, missingSince);
  }

  PoolMemory missing(Instant since) {
    return new PoolMemory(rates, window.broken(), since);
  }
}
