package dev.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void unitsAreMillisecondsToDays() {
    Durations read = new Durations();

    assertThat(read.convert("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(read.convert("1.5s")).isEqualTo(Duration.ofMillis(1_500));
    assertThat(read.convert("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(read.convert("1d")).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aTextHasTwoUnitsAtMost() {
    assertThat(Durations.text(0)).isEqualTo("0ms");
    assertThat(Durations.text(1_500)).isEqualTo("1.5s");
    assertThat(Durations.text(83_000)).isEqualTo("1m23s");
    assertThat(Durations.text(3_700_000)).isEqualTo("1h1m");
    assertThat(Durations.text(90_000_000)).isEqualTo("1d1h");
  }
}
