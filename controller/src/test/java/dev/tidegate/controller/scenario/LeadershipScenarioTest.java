package dev.tidegate.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.lab.Lab;
import dev.tidegate.controller.loop.ControlLoop;
import dev.tidegate.controller.loop.PassReport;
import org.junit.jupiter.api.Test;

class LeadershipScenarioTest {
  @Test
  void onlyOneOfTwoActs() {
    try (Lab lab = Lab.withWorkers(31, 1)) {
      lab.seconds(20);
      ControlLoop second = lab.controller("second");
      lab.workers.load(4, 3);
      for (int i = 0; i < 40; i++) {
        lab.second();
        PassReport report = second.runPass();
        assertThat(report.leadership().leader()).isFalse();
        assertThat(report.entries())
            .flatExtracting(e -> e.outcomes())
            .allMatch(o -> o.result().startsWith("held: does not lead"));
      }
    }
  }

  @Test
  void aNewLeaderWaitsOutItsPredecessorsLastCallBeforeItCallsAws() {
    try (Lab lab = Lab.withWorkers(32, 1)) {
      lab.until("a worker", 60, () -> lab.workers.count() == 1);
      lab.seconds(10);
      lab.pause(true);
      lab.workers.load(4, 3);
      // The lease (10 s) ends; the predecessor's last call may take 3 s more.
      lab.until(
          "the lease to end", 20, () -> !lab.fleet.leaseEnds().isAfter(lab.aws.clock().instant()));
      ControlLoop second = lab.controller("second");
      PassReport first = second.runPass();
      assertThat(first.leadership().leader()).isTrue();
      assertThat(first.leadership().cloud()).isFalse();
      lab.second();
      second.runPass();
      assertThat(lab.cloud.desired("workers")).isEqualTo(1);
      lab.seconds(3);
      second.runPass();
      lab.second();
      second.runPass();
      assertThat(lab.cloud.desired("workers")).isGreaterThan(1);
    }
  }

  @Test
  void anOldEpochIsRefusedAndItsWriterStepsDown() {
    try (Lab lab = Lab.withRuntimes(33, 2, 8)) {
      lab.seconds(60);
      ControlLoop old = lab.controller("old");
      lab.pause(true);
      lab.seconds(11);
      assertThat(old.runPass().leadership().leader()).isTrue();
      long oldEpoch = lab.fleet.epoch();
      // It stops for longer than its lease; somebody else takes over in the meantime.
      lab.seconds(11);
      ControlLoop newer = lab.controller("newer");
      newer.runPass();
      assertThat(lab.fleet.epoch()).isGreaterThan(oldEpoch);
      var port = lab.port();
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> port.putJournal(oldEpoch, "rotation/x", "{}"))
          .hasMessageContaining("STALE_EPOCH");
      assertThat(old.runPass().leadership().leader()).isFalse();
      assertThat(lab.fleet.holder()).isEqualTo("newer");
    }
  }
}
