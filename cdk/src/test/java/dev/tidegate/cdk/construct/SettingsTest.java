package dev.tidegate.cdk.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.ec2.CpuCredits;

/** Settings check themselves: nothing of this needs Node. */
class SettingsTest {
  @Test
  void theStopTimeoutIsTheDrainSumAndItsMargin() {
    DrainBudget drain = DrainBudget.DEFAULT;
    assertThat(drain.sum()).isEqualTo(drain.lag().plus(drain.grace()).plus(drain.hardClose()));
    assertThat(drain.stopTimeout()).isEqualTo(drain.sum().plus(drain.margin()));
  }

  @Test
  void aDrainWithoutAMarginIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new DrainBudget(second, second, second, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margin");
  }

  @Test
  void theListenerStaysOpenLongerThanTheLoadBalancerWasSeenToLagAndShorterThanItsDelay() {
    assertThat(DrainBudget.DEFAULT.lag()).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    assertThat(DrainBudget.DEFAULT.sum()).isLessThan(Duration.ofMinutes(10));
  }

  @Test
  void aGroupThatMayShrinkToNoHostIsRefused() {
    assertThatThrownBy(() -> HostSettings.of(0, 3, CpuCredits.STANDARD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 <= minimum <= maximum");
  }

  @Test
  void aPoolChecksItsQueueNamesAndItsRange() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new PoolLimits(List.of("Bad Name"), 1, 1, 2, minute))
        .hasMessage("'Bad Name' is no queue name");
    assertThatThrownBy(() -> new PoolLimits(List.of("a"), 1, 3, 2, minute))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PoolLimits(List.of(), 1, 1, 2, minute))
        .hasMessage("a pool needs a queue");
  }

  @Test
  void aWildcardIsNoPermission() {
    assertThatThrownBy(() -> new Permission("ecs:*", Permission.Scope.SERVICES, "why"))
        .hasMessage("'ecs:*' is no single action");
    assertThatThrownBy(() -> new Permission("ecs:UpdateService", Permission.Scope.SERVICES, " "))
        .hasMessage("ecs:UpdateService has no reason");
  }

  @Test
  void aParameterPathIsAbsolute() {
    assertThatThrownBy(() -> new ResourceStore("tidegate/dev"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ResourceStore("/tidegate/dev/"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
