package dev.tidegate.controller.balance;

import static dev.tidegate.controller.Make.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.TargetPoolSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalancerTest {
  private static final long EPOCH = 7;
  private final TargetPoolSpec spec = Make.targetPool();

  /** Loads by connections; each makes {@code rpc} calls per second. */
  private static List<RuntimeLoad> loads(double rpc, int... connections) {
    List<RuntimeLoad> loads = new ArrayList<>();
    for (int i = 0; i < connections.length; i++) {
      loads.add(new RuntimeLoad("r" + i, "b" + i, "a", connections[i], connections[i] * rpc));
    }
    return loads;
  }

  private BalanceStep next(
      BalanceState state, List<RuntimeLoad> loads, String request, Instant now) {
    return Balancer.next(spec, state, loads, true, request, EPOCH, now);
  }

  @ParameterizedTest(name = "{0}/{1}/{2} connections shed {3} of the first")
  @CsvSource({
    // 100 each but for chance: the square root of 300 is 17.
    "115, 95, 90, 0",
    // Above 120 % and above chance: back to the share.
    "200, 50, 50, 100",
    // Above 120 %, but 12 flows are nothing that chance could not do.
    "7, 3, 2, 0",
    "0, 0, 0, 0",
  })
  void onlyWhatChanceDoesNotExplainIsShed(int a, int b, int c, int shed) {
    Imbalance imbalance = Imbalance.of(loads(1, a, b, c), 0.2, true);
    assertThat(imbalance.excess().getOrDefault("r0", 0)).isEqualTo(shed);
  }

  @Test
  void callsCountNotConnectionsWhileThereAreCalls() {
    List<RuntimeLoad> loads =
        List.of(
            new RuntimeLoad("busy", "b", "a", 50, 900), new RuntimeLoad("idle", "b", "a", 50, 100));
    Imbalance imbalance = Imbalance.of(loads, 0.2, true);
    assertThat(imbalance.byLoad()).isTrue();
    assertThat(imbalance.excess()).containsOnlyKeys("busy");
    assertThat(imbalance.excess().get("busy")).isEqualTo(22);
    assertThat(Imbalance.of(loads(0, 90, 10), 0.2, true).byLoad()).isFalse();
  }

  @Test
  void oneHeavyConnectionIsNotMovedAwayFromItself() {
    List<RuntimeLoad> loads =
        List.of(new RuntimeLoad("one", "b", "a", 1, 900), new RuntimeLoad("other", "b", "a", 9, 9));
    assertThat(Imbalance.of(loads, 0.2, false).excess()).isEmpty();
  }

  @Test
  void aRoundShedsTheExcessUnderOneIdAndCapsEverybodyWithRoomToSpare() {
    BalanceStep step = next(BalanceState.IDLE, loads(1, 200, 50, 50), null, T0);
    assertThat(step.begins()).isTrue();
    DirectiveWish hot = step.wishes().get(0);
    assertThat(hot.shed().connections()).isEqualTo(100);
    assertThat(hot.shed().id()).startsWith("balance-7-");
    assertThat(step.wishes()).allMatch(w -> w.cap() != null && !w.drain());
    int caps = step.wishes().stream().mapToInt(DirectiveWish::cap).sum();
    assertThat(caps).isGreaterThanOrEqualTo((int) Math.ceil(1.2 * 300));
  }

  @Test
  void anOrderIsRepeatedUntilItsEffectCanBeSeenAndNotRenumbered() {
    BalanceStep first = next(BalanceState.IDLE, loads(1, 200, 50, 50), null, T0);
    BalanceStep again = next(first.next(), loads(1, 150, 80, 70), null, T0.plusSeconds(2));
    assertThat(again.begins()).isFalse();
    assertThat(again.wishes()).isEqualTo(first.wishes());
    // 100 connections at 10 per second, 5 s for streams, 4 s to settle.
    assertThat(first.next().settledAt()).isEqualTo(T0.plusSeconds(19));
    BalanceStep done = next(again.next(), loads(1, 105, 100, 95), null, T0.plusSeconds(19));
    assertThat(done.finished()).isTrue();
    assertThat(done.gained()).isTrue();
    assertThat(done.next().active()).isFalse();
    assertThat(done.wishes()).isEmpty();
  }

  @Test
  void twoRoundsWithoutGainAreEnoughAndThenItRests() {
    List<RuntimeLoad> stubborn = loads(1, 200, 50, 50);
    BalanceState state = BalanceState.IDLE;
    Instant now = T0;
    int rounds = 0;
    BalanceStep step = next(state, stubborn, null, now);
    while (step.begins() && rounds < 20) {
      rounds++;
      now = step.next().settledAt();
      step = next(step.next(), stubborn, null, now);
    }
    assertThat(rounds).isEqualTo(Balancer.MAX_FUTILE);
    assertThat(step.gained()).isFalse();
    assertThat(next(step.next(), stubborn, null, now.plusSeconds(1)).begins()).isFalse();
    assertThat(next(step.next(), stubborn, null, now.plusSeconds(301)).begins()).isTrue();
  }

  @Test
  void whoAsksGetsEvenWhatChanceWouldExplain() {
    List<RuntimeLoad> small = loads(1, 8, 8, 0);
    assertThat(next(BalanceState.IDLE, small, null, T0).begins()).isFalse();
    BalanceStep asked = next(BalanceState.IDLE, small, "op-1", T0);
    assertThat(asked.begins()).isTrue();
    assertThat(asked.imbalance().excess()).containsOnlyKeys("r0", "r1");
  }

  @Test
  void aPoolThatIsEvenAnswersARequestAtOnce() {
    BalanceStep step = next(BalanceState.IDLE, loads(1, 10, 10), "op-1", T0);
    assertThat(step.finished()).isTrue();
    assertThat(step.gained()).isTrue();
  }

  @Test
  void zonesThatDoNotShareNewcomersAreMeasuredApart() {
    List<RuntimeLoad> loads =
        List.of(
            new RuntimeLoad("a1", "b", "a", 100, 100), new RuntimeLoad("a2", "b", "a", 100, 100),
            new RuntimeLoad("b1", "b", "b", 10, 10), new RuntimeLoad("b2", "b", "b", 10, 10));
    assertThat(Balancer.next(spec, BalanceState.IDLE, loads, false, null, EPOCH, T0).begins())
        .isFalse();
    assertThat(Balancer.next(spec, BalanceState.IDLE, loads, true, null, EPOCH, T0).begins())
        .isTrue();
  }
}
