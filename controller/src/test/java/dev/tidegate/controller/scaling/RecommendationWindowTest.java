package dev.tidegate.controller.scaling;

import static dev.tidegate.controller.Make.T0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecommendationWindowTest {
  private static final Duration WINDOW = Duration.ofSeconds(60);

  @Test
  void theHighestOfTheWindowCounts() {
    RecommendationWindow window =
        RecommendationWindow.EMPTY
            .add(3, T0, WINDOW)
            .add(9, T0.plusSeconds(10), WINDOW)
            .add(4, T0.plusSeconds(20), WINDOW);
    assertThat(window.highest()).isEqualTo(9);
    assertThat(window.add(2, T0.plusSeconds(71), WINDOW).highest()).isEqualTo(4);
  }

  @Test
  void itSpansTheWindowOnlyAfterTheWindow() {
    RecommendationWindow window = RecommendationWindow.EMPTY.add(3, T0, WINDOW);
    assertThat(window.spans(WINDOW, T0.plusSeconds(59))).isFalse();
    assertThat(window.spans(WINDOW, T0.plusSeconds(60))).isTrue();
    assertThat(window.broken().spans(WINDOW, T0.plusSeconds(60))).isFalse();
  }

  @Test
  void itHoldsAtMostOneEntryPerCount() {
    RecommendationWindow window = RecommendationWindow.EMPTY;
    for (int i = 0; i < 10_000; i++) {
      window = window.add(i % 7, T0.plusSeconds(i % 50), WINDOW);
    }
    assertThat(window.falling().size()).isLessThanOrEqualTo(7);
  }
}
