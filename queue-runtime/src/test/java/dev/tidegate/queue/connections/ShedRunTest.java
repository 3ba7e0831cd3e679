package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.ShedChooser.Pick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders carried out on a virtual clock: pace, idempotence, stop and resumption. */
class ShedRunTest {
  private static final long MS = 1_000_000L;

  private final ShedLedger ledger = new ShedLedger(new ShedChooser(0.1), new SplittableRandom(42));
  private final List<ShedCandidate> connected = new ArrayList<>();
  private final List<Long> moved = new ArrayList<>();
  private long now = Long.MAX_VALUE - 500 * MS; // A nano clock may wrap: so does this one.

  @BeforeEach
  void connectThousand() {
    LongStream.rangeClosed(1, 1_000).mapToObj(ShedRunTest::idle).forEach(connected::add);
  }

  @Test
  void aCountIsMetExactly() {
    follow(order("a", 37, 1_000));
    pass(2_000);
    assertThat(moved).hasSize(37).doesNotHaveDuplicates();
  }

  @Test
  void thePaceIsKeptAndJittered() {
    follow(order("a", ShedOrder.ALL, 20));
    List<Integer> perSecond = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      int before = moved.size();
      pass(1_000);
      perSecond.add(moved.size() - before);
    }
    assertThat(moved.size()).isBetween(370, 430);
    assertThat(perSecond).allMatch(n -> n >= 14 && n <= 26);
    assertThat(perSecond.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void aStalledLoopDoesNotMakeUpForLostTime() {
    follow(order("a", ShedOrder.ALL, 100));
    pass(1_000);
    int before = moved.size();
    now += 60_000 * MS;
    step();
    assertThat(moved.size() - before).isLessThan(5);
  }

  @Test
  void theSameOrderIsCarriedOutOnce() {
    for (int i = 0; i < 50; i++) {
      follow(order("a", 3, 1_000));
      pass(100);
    }
    assertThat(moved).hasSize(3);
    follow(Optional.empty());
    pass(100);
    follow(order("a", 3, 1_000));
    pass(1_000);
    assertThat(moved).hasSize(3);
    follow(order("b", 3, 1_000));
    pass(1_000);
    assertThat(moved).hasSize(6);
  }

  @Test
  void aGoalWithoutTheOrderStopsItAndTheOrderGoesOnWhereItStopped() {
    follow(order("a", 100, 50));
    pass(1_000);
    int half = moved.size();
    assertThat(half).isBetween(35, 65);
    follow(Optional.empty());
    pass(5_000);
    assertThat(moved).hasSize(half);
    follow(order("a", 100, 50));
    pass(5_000);
    assertThat(moved).hasSize(100);
  }

  @Test
  void whoComesAfterTheOrderIsNotChased() {
    follow(order("a", ShedOrder.ALL, 1_000));
    pass(500);
    LongStream.rangeClosed(1_001, 1_100).mapToObj(ShedRunTest::idle).forEach(connected::add);
    pass(10_000);
    assertThat(moved).hasSize(1_000).allMatch(id -> id <= 1_000);
    assertThat(ledger.describe()).contains("shed a: 1000 told to leave");
  }

  @Test
  void anOrderWaitsForStreamsThatCannotResumeAndSaysSo() {
    connected.clear();
    connected.add(idle(1));
    connected.add(new ShedCandidate(2, true, 1, 1, 0, 0));
    follow(order("a", 2, 1_000));
    pass(1_000);
    assertThat(moved).containsExactly(1L);
    assertThat(ledger.describe().orElseThrow())
        .isEqualTo(
            "shed a: 1 of 2 told to leave, waits for 1 connections with streams that cannot"
                + " resume");
    connected.set(0, idle(2));
    pass(100);
    assertThat(moved).containsExactly(1L, 2L);
  }

  @Test
  void rememberedOrdersAreBounded() {
    for (int i = 0; i < 10 * ShedLedger.REMEMBERED; i++) {
      follow(order("o" + i, 0, 1_000));
      step();
    }
    // The eldest is forgotten, so this is a new order; the newest is not.
    follow(order("o0", 1, 1_000));
    pass(100);
    assertThat(moved).hasSize(1);
    follow(order("o" + (10 * ShedLedger.REMEMBERED - 1), 1, 1_000));
    pass(100);
    assertThat(moved).hasSize(1);
  }

  private void follow(Optional<ShedOrder> order) {
    ledger.follow(order, 1_000, now);
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i += 10) {
      now += 10 * MS;
      step();
    }
  }

  private void step() {
    for (Pick pick : ledger.step(now, () -> List.copyOf(connected))) {
      moved.add(pick.id());
      connected.removeIf(candidate -> candidate.id() == pick.id());
    }
  }

  private static Optional<ShedOrder> order(String id, int count, double perSecond) {
    return Optional.of(
        new ShedOrder(id, count, perSecond, Duration.ofSeconds(1), List.of(), "why"));
  }

  private static ShedCandidate idle(long id) {
    return new ShedCandidate(id, true, 0, 0, 0, 0);
  }
}
