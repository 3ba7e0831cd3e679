package dev.tidegate.controller.scaling;

import static dev.tidegate.controller.Make.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateEstimateTest {
  private static final Duration TAU = Duration.ofSeconds(10);

  private static QueueSum at(
      double seconds, long enqueued, double work, double run, double declared) {
    return new QueueSum(
        T0.plusMillis((long) (seconds * 1000)), 0, 0, 0, 0, enqueued, work, run, declared);
  }

  @Test
  void oneSampleIsNoRate() {
    assertThat(RateEstimate.first(at(0, 100, 100, 0, 0)).known()).isFalse();
  }

  @Test
  void theFirstDifferenceIsTakenAsItIs() {
    RateEstimate rate = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(5, 10, 20, 0, 0), TAU);
    assertThat(rate.known()).isTrue();
    assertThat(rate.arrivalsPerSecond()).isCloseTo(2, within(1e-9));
    assertThat(rate.meanSeconds()).isCloseTo(2, within(1e-9));
  }

  @Test
  void theAverageDoesNotDependOnHowOftenAPassRuns() {
    RateEstimate fast = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(1, 0, 0, 0, 0), TAU);
    for (int second = 2; second <= 11; second++) {
      fast = fast.next(at(second, (second - 1) * 10L, 0, 0, 0), TAU);
    }
    RateEstimate slow =
        RateEstimate.first(at(0, 0, 0, 0, 0))
            .next(at(1, 0, 0, 0, 0), TAU)
            .next(at(11, 100, 0, 0, 0), TAU);
    assertThat(fast.arrivalsPerSecond()).isCloseTo(slow.arrivalsPerSecond(), within(1e-6));
  }

  @Test
  void aTotalThatFellStartsAnewAndIsNoNegativeRate() {
    RateEstimate rate =
        RateEstimate.first(at(0, 1000, 1000, 500, 500))
            .next(at(5, 1010, 1010, 505, 505), TAU)
            .next(at(10, 0, 0, 0, 0), TAU);
    assertThat(rate.known()).isFalse();
    assertThat(rate.arrivalsPerSecond()).isZero();
  }

  @Test
  void theSameReadingTwiceChangesNothing() {
    RateEstimate rate = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(5, 10, 20, 0, 0), TAU);
    assertThat(rate.next(at(5, 10, 20, 0, 0), TAU)).isEqualTo(rate);
  }

  @Test
  void jobsThatTakeTwiceAsLongAsDeclaredCountTwice() {
    RateEstimate rate = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(5, 10, 20, 40, 20), TAU);
    assertThat(rate.calibration()).isCloseTo(2, within(1e-9));
    assertThat(rate.meanSeconds()).isCloseTo(4, within(1e-9));
  }

  @Test
  void calibrationIsOneUntilEnoughWasObservedAndNeverAbsurd() {
    RateEstimate none = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(5, 1, 1, 0.5, 0.5), TAU);
    assertThat(none.calibration()).isEqualTo(1);
    RateEstimate wild = RateEstimate.first(at(0, 0, 0, 0, 0)).next(at(5, 1, 1, 5000, 2), TAU);
    assertThat(wild.calibration()).isEqualTo(10);
  }
}
