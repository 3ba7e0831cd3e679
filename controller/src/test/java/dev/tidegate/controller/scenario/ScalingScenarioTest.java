package dev.tidegate.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.lab.Lab;
import dev.tidegate.controller.ledger.Json;
import dev.tidegate.controller.ledger.Replay;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.port.Ledger;
import dev.tidegate.controller.scaling.ScalingInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingScenarioTest {
  private static Lab steady(long seed) {
    Lab lab = Lab.withWorkers(seed, 1);
    lab.until("the first worker", 60, () -> lab.workers.count() == 1);
    return lab;
  }

  @Test
  void loadThatRisesScalesOutWithReasonsAndLoadThatFallsTakesOnlyDrainedVictims() {
    try (Lab lab = steady(1)) {
      lab.workers.load(4, 3);
      lab.until("enough workers", 240, () -> lab.workers.count() >= 7);
      assertThat(lab.ledger)
          .filteredOn(e -> e.decision().equals("OUT"))
          .isNotEmpty()
          .allMatch(e -> e.reason().contains("needs") && e.inputs() instanceof ScalingInput);
      lab.seconds(30);
      lab.workers.load(0, 3);
      lab.until("back to one", 600, () -> lab.cloud.desired("workers") == 1);
      lab.until("one worker is left", 120, () -> lab.workers.count() == 1);
      lab.seconds(20);
      assertThat(lab.workers.killedBusy()).isZero();
      assertThat(lab.workers.completed()).isEqualTo(lab.workers.enqueued());
      assertThat(lab.fleet.notes()).doesNotContainKey("scalein/fib");
      assertThat(lab.workers.draining()).isZero();
    }
  }

  @Test
  void underALoadThatShrinksButNeverEndsNoBusyWorkerIsEverStopped() {
    try (Lab lab = steady(2)) {
      lab.workers.load(4, 3);
      lab.until("enough workers", 240, () -> lab.workers.count() >= 7);
      lab.workers.load(1, 3);
      lab.until("fewer workers", 600, () -> lab.cloud.desired("workers") <= 3);
      lab.seconds(60);
      assertThat(lab.workers.killedBusy()).isZero();
    }
  }

  @Test
  void workersWithLongJobsFinishThemBeforeTheyGo() {
    try (Lab lab = steady(12)) {
      lab.pause(true);
      lab.cloud.setDesired("workers", 9);
      lab.until("nine workers", 120, () -> lab.workers.count() == 9);
      // Eight slots of work on nine workers: nearly every victim is a busy one.
      lab.workers.load(0.4, 20);
      lab.seconds(60);
      assertThat(lab.workers.busy()).isGreaterThanOrEqualTo(7);
      lab.pause(false);
      lab.until("fewer workers", 600, () -> lab.cloud.desired("workers") <= 7);
      lab.seconds(60);
      assertThat(lab.workers.killedBusy()).isZero();
    }
  }

  @Test
  void everyWriteOfAScaleInComesInItsOrder() {
    try (Lab lab = steady(3)) {
      lab.cloud.setDesired("workers", 4);
      lab.until("four workers", 120, () -> lab.workers.count() == 4);
      lab.until("one worker is left", 400, () -> lab.workers.count() == 1);
      lab.until("the note is struck", 100, () -> !lab.fleet.notes().containsKey("scalein/fib"));
      List<String> order =
          lab.tape.writes().stream()
              .filter(w -> !w.startsWith("note leader") && !w.startsWith("drain"))
              .toList();
      assertThat(order)
          .containsSubsequence(
              "note scalein/fib DRAIN",
              "note scalein/fib PROTECT",
              "protect 1",
              "desired workers 1",
              "note scalein/fib GONE",
              "note scalein/fib LIFT",
              "lift 1",
              "strike scalein/fib");
      assertThat(lab.tape.writes()).containsSubsequence("note scalein/fib DRAIN", "drain 3");
    }
  }

  @Test
  void victimsThatDoNotLetGoAreFreedAgain() {
    try (Lab lab = steady(4)) {
      lab.cloud.setDesired("workers", 2);
      lab.until("two workers", 120, () -> lab.workers.count() == 2);
      lab.workers.load(1, 100);
      lab.seconds(5);
      lab.workers.load(0, 100);
      lab.workers.stuck(true);
      lab.seconds(200);
      assertThat(lab.workers.killedBusy()).isZero();
      assertThat(lab.cloud.desired("workers")).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void missingFiguresHoldThenRaiseToTheFallbackAndAFleetOutOfReachNeverScalesIn() {
    try (Lab lab = steady(5)) {
      lab.cloud.setDesired("workers", 3);
      lab.until("three workers", 120, () -> lab.workers.count() == 3);
      lab.fleet.statsBroken(true);
      lab.seconds(60);
      assertThat(lab.cloud.desired("workers")).isEqualTo(3);
      assertThat(lab.pool("fib").conditions())
          .anyMatch(c -> c.type() == Condition.Type.METRICS_STALE);
      lab.until("the fallback", 90, () -> lab.cloud.desired("workers") == 6);
      lab.fleet.statsBroken(false);
      lab.fleet.unreachable(true);
      lab.seconds(300);
      assertThat(lab.cloud.desired("workers")).isEqualTo(6);
    }
  }

  @Test
  void anIncumbentThatCannotReachTheFleetStillRaisesToTheFallback() {
    try (Lab lab = steady(6)) {
      lab.seconds(10);
      lab.fleet.unreachable(true);
      lab.until("the fallback", 150, () -> lab.cloud.desired("workers") == 6);
      assertThat(lab.last().leadership().leader()).isFalse();
    }
  }

  @Test
  void aStoreThatReadsZeroAfterALossDoesNotScaleIn() {
    try (Lab lab = steady(7)) {
      lab.workers.load(3, 3);
      lab.until("enough workers", 240, () -> lab.workers.count() >= 5);
      int before = lab.cloud.desired("workers");
      lab.fleet.zeroStats(true);
      lab.seconds(40);
      assertThat(lab.cloud.desired("workers")).isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void aDeploymentInProgressBlocksScaleIn() {
    try (Lab lab = steady(8)) {
      lab.seconds(70);
      lab.pause(true);
      lab.cloud.setDesired("workers", 4);
      lab.until("four workers", 120, () -> lab.workers.count() == 4);
      lab.cloud.deploy("workers", "worker");
      lab.pause(false);
      lab.second();
      lab.second();
      int passes = 0;
      while (lab.cloud.deploying("workers")) {
        assertThat(lab.cloud.desired("workers")).isEqualTo(4);
        assertThat(lab.workers.draining()).isZero();
        assertThat(lab.pool("fib").conditions()).anyMatch(c -> c.reason().equals("Deployment"));
        passes++;
        lab.second();
      }
      assertThat(passes).isPositive();
      lab.until("back to one after it", 200, () -> lab.cloud.desired("workers") == 1);
    }
  }

  @Test
  void throttlingHoldsAndIsGotOver() {
    try (Lab lab = steady(9)) {
      lab.aws
          .faults()
          .add(
              dev.tidegate.localaws.fault.FaultRule.share(
                  "ecs:(.*Service.*|.*Protection)",
                  dev.tidegate.localaws.fault.FaultRule.Kind.THROTTLE,
                  0.3));
      lab.workers.load(4, 3);
      lab.until("enough workers", 400, () -> lab.workers.count() >= 7);
      lab.workers.load(0, 3);
      lab.until("back to one", 1200, () -> lab.cloud.desired("workers") == 1);
      assertThat(lab.workers.killedBusy()).isZero();
    }
  }

  @Test
  void theLedgerDecidesTheSameAgain() {
    try (Lab lab = steady(10)) {
      lab.workers.load(4, 3);
      lab.seconds(60);
      List<Ledger.Entry> outs =
          lab.ledger.stream().filter(e -> e.decision().equals("OUT")).toList();
      assertThat(outs).isNotEmpty();
      for (Ledger.Entry entry : outs) {
        int needs = Replay.demand(Json.write(entry)).orElseThrow().wholeTasks();
        assertThat(entry.reason()).startsWith("needs " + Math.min(20, needs) + ":");
      }
    }
  }
}
