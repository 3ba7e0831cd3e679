package dev.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobLineTest {
  private static final Instant NOW = Instant.EPOCH;

  private final JobLine line = new JobLine(new JobLine.Defaults("fib", ""));

  @Test
  void aLineOverridesWhatTheCommandSaid() {
    assertThat(line.parse("{\"type\":\"t\"}", NOW).queue()).isEqualTo("fib");
    assertThat(line.parse("{\"type\":\"t\",\"queue\":\"other\",\"id\":\"a\"}", NOW))
        .hasToString("job a of type t for queue other");
  }

  @Test
  void anUnknownKeyIsRefusedByName() {
    assertThatThrownBy(() -> line.parse("{\"type\":\"t\",\"expcted\":\"1s\"}", NOW))
        .hasMessageContaining("expcted")
        .hasMessageContaining("expected");
  }

  @Test
  void whatIsMissingIsNamedWithBothWaysToSayIt() {
    assertThatThrownBy(() -> line.parse("{}", NOW))
        .hasMessageContaining("\"type\"")
        .hasMessageContaining("--type");
  }

  @Test
  void aBrokenLineSaysThatItIsNotJson() {
    assertThatThrownBy(() -> line.parse("{\"type\":", NOW)).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> line.parse("[]", NOW)).hasMessageContaining("not a JSON object");
  }

  @Test
  void aWrongDurationNamesItsKey() {
    assertThatThrownBy(() -> line.parse("{\"type\":\"t\",\"delay\":\"5\"}", NOW))
        .hasMessageContaining("delay")
        .hasMessageContaining("250ms");
  }

  @Test
  void aWrongPriorityNamesTheRightOnes() {
    assertThatThrownBy(() -> line.parse("{\"type\":\"t\",\"priority\":\"urgent\"}", NOW))
        .hasMessageContaining("urgent")
        .hasMessageContaining("high, normal, low");
  }
}
