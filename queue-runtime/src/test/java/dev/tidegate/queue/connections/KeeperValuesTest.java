package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeeperValuesTest {
  private static final double SECOND = 1e9;

  @Test
  void aSteadyRateIsReachedWhateverTheSamplingAndForgottenAfterwards() {
    for (int samplesPerSecond : new int[] {1, 3, 10}) {
      DecayedRate rate = DecayedRate.startingAt(0);
      for (int i = 1; i <= 60 * samplesPerSecond; i++) {
        long nanos = i * 1_000_000_000L / samplesPerSecond;
        rate = rate.next(nanos / 10_000_000, nanos, 10 * SECOND);
      }
      assertThat(rate.perSecond()).isCloseTo(100, within(1.0));
      DecayedRate silent = rate.next(rate.total(), rate.atNanos() + 10_000_000_000L, 10 * SECOND);
      assertThat(silent.perSecond()).isCloseTo(rate.perSecond() / Math.E, within(0.1));
    }
  }

  @Test
  void aClockThatStandsStillChangesNoRate() {
    DecayedRate rate = DecayedRate.startingAt(5);
    assertThat(rate.next(100, 5, SECOND)).isEqualTo(rate);
  }

  @Test
  void anOrderOutOfRangeIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order("", 1, 1, Duration.ZERO))
        .withMessageContaining("shedId");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order("a", -2, 1, Duration.ZERO))
        .withMessageContaining("count");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order("a", 1, 0, Duration.ZERO))
        .withMessageContaining("perSecond");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order("a", 1, Double.NaN, Duration.ZERO))
        .withMessageContaining("perSecond");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order("a", 1, 1, Duration.ofSeconds(-1)))
        .withMessageContaining("streamGrace");
  }

  @Test
  void aReasonIsSentPrintableAndShort() {
    Departure departure = new Departure(Departure.Kind.SHED, "zürich\n" + "x".repeat(500), 0);
    assertThat(departure.reason()).startsWith("z?rich?x").hasSize(Departure.MAX_REASON);
  }

  @Test
  void aDeadlineIsOnlyBroughtForward() {
    Departure departure = new Departure(Departure.Kind.SHED, "why", 100);
    assertThat(departure.by(50).deadlineNanos()).isEqualTo(50);
    assertThat(departure.by(200)).isEqualTo(departure);
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeeperSettings.DEFAULT.withMaxConnections(0))
        .withMessageContaining("maxConnections");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> KeepaliveSettings.DEFAULT.withMaxAge(Duration.ofSeconds(-1), Duration.ZERO))
        .withMessageContaining("maxAge");
  }

  private static ShedOrder order(String id, int count, double perSecond, Duration grace) {
    return new ShedOrder(id, count, perSecond, grace, List.of(), "why");
  }
}
