package dev.tidegate.controller.credit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditReliefTest {
  private static final Map<String, String> TASKS = Map.of("task-a", "i-1", "task-b", "i-2");

  @Test
  void theTaskOnThePoorestInstanceLeaves() {
    CreditReport credits = new CreditReport(Map.of("i-1", 1.5, "i-2", 0.2, "i-3", 200.0));

    assertThat(CreditRelief.find(TASKS, credits, 2))
        .hasValueSatisfying(
            relief -> {
              assertThat(relief.taskArn()).isEqualTo("task-b");
              assertThat(relief.reason()).contains("i-2").contains("0.2");
            });
  }

  @Test
  void nobodyLeavesWhileBalancesAreAboveTheThreshold() {
    CreditReport credits = new CreditReport(Map.of("i-1", 3.0, "i-2", 40.0));

    assertThat(CreditRelief.find(TASKS, credits, 2)).isEmpty();
  }

  @Test
  void anUnknownBalanceIsNotAnEmptyOne() {
    assertThat(CreditRelief.find(TASKS, CreditReport.UNKNOWN, 2)).isEmpty();
    assertThat(CreditRelief.find(TASKS, new CreditReport(Map.of("i-3", 100.0)), 2)).isEmpty();
  }

  @Test
  void nobodyLeavesWhereNoInstanceIsBetterOff() {
    CreditReport credits = new CreditReport(Map.of("i-1", 0.0, "i-2", 1.0));

    assertThat(CreditRelief.find(TASKS, credits, 2)).isEmpty();
  }

  @Test
  void aThresholdOfZeroSwitchesItOff() {
    CreditReport credits = new CreditReport(Map.of("i-1", 0.0, "i-2", 100.0));

    assertThat(CreditRelief.find(TASKS, credits, 0)).isEmpty();
  }
}
