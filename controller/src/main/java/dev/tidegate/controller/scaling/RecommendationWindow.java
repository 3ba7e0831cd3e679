package dev.tidegate.controller.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The highest recommendation of the last while. Keeps only entries that can still be the highest,
 * so its size is bounded by the number of distinct counts.
 *
 * @param since when the unbroken series of recommendations began; null = empty
 * @param falling entries with falling counts, oldest and highest first
 */
public record RecommendationWindow(@Nullable Instant since, List<Entry> falling) {

  /** A count and when it was recommended last. */
  public record Entry(Instant at, int tasks) {}

  public static final RecommendationWindow EMPTY = new RecommendationWindow(null, List.of());

  public RecommendationWindow {
    falling = List.copyOf(falling);
  }

  public RecommendationWindow add(int tasks, Instant now, Duration window) {
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : falling) {
      if (entry.tasks() > tasks && !entry.at().isBefore(now.minus(window))) {
        kept.add(entry);
      }
    }
    kept.add(new Entry(now, tasks));
    return new RecommendationWindow(since == null ? now : since, kept);
  }

  /** The series was broken: it has to grow as long as the window again before anyone scales in. */
  public RecommendationWindow broken() {
    return EMPTY;
  }

  public int highest() {
    return falling.isEmpty() ? 0 : falling.get(0).tasks();
  }

  /** The series is as long as the window. */
  public boolean spans(Duration window, Instant now) {
    return since != null && !now.isBefore(since.plus(window));
  }
}
