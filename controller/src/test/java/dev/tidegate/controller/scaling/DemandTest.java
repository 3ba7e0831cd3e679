package dev.tidegate.controller.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
  private static final int CASES = 2_000;

  private static ScalingInput input(
      double arrivals, double mean, double queued, double inFlight, double busy, double lag) {
    return new ScalingInput(arrivals, mean, queued, inFlight, busy, 2, 0.8, 60, lag, 5);
  }

  @ParameterizedTest(name = "lambda {0}, S {1}, Qs {2}, Is {3}, busy {4}, L {5} -> {6}")
  @CsvSource({
    // Nothing at all.
    "0, 0, 0, 0, 0, 20, 0.0",
    // Steady: 4 slots of work at 80 % busy are 5 slots, 2.5 tasks, all served.
    "2, 2, 0, 0, 4, 20, 2.5",
    // A backlog alone: 80 s in the 40 s left after the lag are 2 slots.
    "0, 0, 80, 0, 0, 20, 1.0",
    // What runs counts with what is left of it.
    "0, 0, 40, 40, 2, 20, 1.0",
    // Arriving work that nobody serves yet piles up during the lag: 4 x 20 s over 40 s.
    "2, 2, 0, 0, 0, 20, 3.5",
    // The lag eats the target: a quarter of it is the time that counts.
    "0, 0, 60, 0, 0, 60, 2.0",
  })
  void theFormulaAnswersByHandReckoning(
      double arrivals,
      double mean,
      double queued,
      double inFlight,
      double busy,
      double lag,
      double tasks) {
    Demand demand = Demand.of(input(arrivals, mean, queued, inFlight, busy, lag));
    assertThat(demand.tasks()).isCloseTo(tasks, within(1e-9));
  }

  @Test
  void theUnitOfTimeCancelsOut() {
    RandomGenerator random = new SplittableRandom(7);
    for (int i = 0; i < CASES; i++) {
      ScalingInput seconds = any(random);
      double k = 0.001 + random.nextDouble() * 1000;
      ScalingInput other =
          new ScalingInput(
              seconds.arrivalsPerSecond() / k,
              seconds.meanSeconds() * k,
              seconds.queuedSeconds() * k,
              seconds.inFlightSeconds() * k,
              seconds.busySlots(),
              seconds.slotsPerTask(),
              seconds.busyShare(),
              seconds.drainTargetSeconds() * k,
              seconds.controlLagSeconds() * k,
              seconds.passSeconds() * k);
      double tasks = Demand.of(seconds).tasks();
      assertThat(Demand.of(other).tasks()).isCloseTo(tasks, within(1e-9 * (1 + tasks)));
    }
  }

  @Test
  void moreWorkNeverAsksForFewerTasks() {
    RandomGenerator random = new SplittableRandom(11);
    for (int i = 0; i < CASES; i++) {
      ScalingInput less = any(random);
      ScalingInput more =
          new ScalingInput(
              less.arrivalsPerSecond() * (1 + random.nextDouble()),
              less.meanSeconds(),
              less.queuedSeconds() + random.nextDouble() * 100,
              less.inFlightSeconds() + random.nextDouble() * 100,
              less.busySlots(),
              less.slotsPerTask(),
              less.busyShare(),
              less.drainTargetSeconds(),
              less.controlLagSeconds(),
              less.passSeconds());
      assertThat(Demand.of(more).tasks()).isGreaterThanOrEqualTo(Demand.of(less).tasks());
    }
  }

  @Test
  void aLagAsLongAsTheTargetIsUnreachableAndStillFinite() {
    Demand demand = Demand.of(input(1, 10, 1000, 0, 0, 60));
    assertThat(demand.reachable()).isFalse();
    assertThat(demand.tasks()).isFinite();
  }

  @Test
  void roundingUpForgivesFloatingPoint() {
    // 0.1 + 0.2 style noise above a whole number must not cost a task.
    assertThat(new Demand(3.0000000000000004, 0, 0, true).wholeTasks()).isEqualTo(3);
    assertThat(new Demand(3.01, 0, 0, true).wholeTasks()).isEqualTo(4);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> input(Double.NaN, 1, 0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> input(1, 1, -1, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ScalingInput any(RandomGenerator random) {
    return new ScalingInput(
        random.nextDouble() * 50,
        random.nextDouble() * 100,
        random.nextDouble() * 10_000,
        random.nextDouble() * 1000,
        random.nextInt(0, 50),
        random.nextInt(1, 16),
        0.5 + random.nextDouble() / 2,
        1 + random.nextDouble() * 600,
        random.nextDouble() * 300,
        1 + random.nextDouble() * 30);
  }
}
