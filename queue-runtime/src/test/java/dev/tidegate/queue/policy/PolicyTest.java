package dev.tidegate.queue.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.queue.model.RetryPolicy;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final RetryPolicy DOUBLING = new RetryPolicy(5, 1_000, 6_000, 2.0, 0.5, 2);

  @Test
  void backoffGrowsUpToItsMaximumAndIsSpreadBothWays() {
    assertThat(Backoff.delayMs(DOUBLING, 1, 0.5)).isEqualTo(1_000);
    assertThat(Backoff.delayMs(DOUBLING, 2, 0.5)).isEqualTo(2_000);
    assertThat(Backoff.delayMs(DOUBLING, 4, 0.5)).isEqualTo(6_000);
    assertThat(Backoff.delayMs(DOUBLING, 1, 0.0)).isEqualTo(500);
    assertThat(Backoff.delayMs(DOUBLING, 1, 0.999_999)).isBetween(1_498L, 1_500L);
  }

  @Test
  void backoffOfManyFailuresStaysFinite() {
    assertThat(Backoff.delayMs(DOUBLING, 1_000, 0.5)).isEqualTo(6_000);
  }

  @Test
  void theFullLeaseIsTheLargerOfFactorAndFloorAndNeverAboveAWeek() {
    assertThat(LeaseLength.fullMs(10_000, 2_000, 5_000)).isEqualTo(20_000);
    assertThat(LeaseLength.fullMs(1_000, 2_000, 5_000)).isEqualTo(5_000);
    assertThat(LeaseLength.fullMs(604_800_000, 10_000, 0)).isEqualTo(LeaseLength.LONGEST_MS);
  }

  @Test
  void anExtensionNeitherShortensNorPassesTheTimeout() {
    assertThat(LeaseLength.extendedEndMs(5_000, 1_000, 2_000, 0, 0)).isEqualTo(5_000);
    assertThat(LeaseLength.extendedEndMs(5_000, 4_000, 2_000, 0, 0)).isEqualTo(6_000);
    assertThat(LeaseLength.extendedEndMs(5_000, 4_000, 60_000, 1_000, 7_000)).isEqualTo(8_000);
  }

  @Test
  void failuresAreRetriedUntilTheyAreExhaustedOrPermanent() {
    assertThat(Verdict.onFailure(DOUBLING, 1, false, OptionalLong.empty(), 0.5))
        .isEqualTo(new Verdict.Again(1_000));
    assertThat(Verdict.onFailure(DOUBLING, 1, false, OptionalLong.of(77), 0.5))
        .isEqualTo(new Verdict.Again(77));
    assertThat(Verdict.onFailure(DOUBLING, 5, false, OptionalLong.empty(), 0.5))
        .isEqualTo(new Verdict.Dead(DeadReason.ATTEMPTS_EXHAUSTED));
    assertThat(Verdict.onFailure(DOUBLING, 1, true, OptionalLong.empty(), 0.5))
        .isEqualTo(new Verdict.Dead(DeadReason.PERMANENT_FAILURE));
    assertThat(Verdict.onTimeout(DOUBLING, 5, 0.5))
        .isEqualTo(new Verdict.Dead(DeadReason.TIMED_OUT));
  }

  @Test
  void lossesAreCountedApart() {
    assertThat(Verdict.onLeaseLoss(DOUBLING, 1)).isEqualTo(new Verdict.Again(0));
    assertThat(Verdict.onLeaseLoss(DOUBLING, 2)).isEqualTo(new Verdict.Dead(DeadReason.POISON));
    assertThat(Verdict.onDeliveryLoss(3, 2)).isEqualTo(new Verdict.Again(0));
    assertThat(Verdict.onDeliveryLoss(3, 3)).isEqualTo(new Verdict.Dead(DeadReason.NEVER_STARTED));
  }

  @Test
  void aQuietQueueIsLookedAtEverMoreRarely() {
    Pace pace = new Pace(25, 1_000, 15_000);

    assertThat(pace.pauseMs(true, OptionalLong.empty(), 9)).isEqualTo(25);
    assertThat(pace.pauseMs(false, OptionalLong.empty(), 0)).isEqualTo(1_000);
    assertThat(pace.pauseMs(false, OptionalLong.empty(), 2)).isEqualTo(4_000);
    assertThat(pace.pauseMs(false, OptionalLong.empty(), 1_000)).isEqualTo(15_000);
    assertThat(pace.pauseMs(false, OptionalLong.of(300), 0)).isEqualTo(300);
    assertThat(pace.pauseMs(false, OptionalLong.of(0), 0)).isEqualTo(25);
    assertThat(pace.pauseMs(false, OptionalLong.of(90_000), 0)).isEqualTo(1_000);
    assertThatThrownBy(() -> new Pace(10, 5, 20)).isInstanceOf(IllegalArgumentException.class);
  }
}
