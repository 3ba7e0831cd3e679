package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.ShedCandidate.Burden;
import dev.tidegate.queue.connections.ShedChooser.Pick;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShedChooserTest {
  private static final ShedCandidate IDLE = new ShedCandidate(4, true, 0, 0, 0, 0.0);
  private static final ShedCandidate BUSY = new ShedCandidate(3, true, 0, 0, 0, 50.0);
  private static final ShedCandidate CALLING = new ShedCandidate(2, true, 2, 0, 0, 0.0);
  private static final ShedCandidate RESUMABLE = new ShedCandidate(6, true, 2, 1, 1, 0.0);
  private static final ShedCandidate FIXED = new ShedCandidate(1, true, 2, 2, 1, 0.0);
  private static final ShedCandidate PROBE = new ShedCandidate(5, false, 0, 0, 0, 0.0);
  private static final List<ShedCandidate> ALL =
      List.of(FIXED, CALLING, BUSY, IDLE, PROBE, RESUMABLE);

  private final ShedChooser chooser = new ShedChooser(0.1);

  @Test
  void idleGoesFirstThenShortCallsThenStreamsThatResume() {
    assertThat(chooser.choose(ALL, order(10), 100, 10))
        .containsExactly(
            new Pick(4, Burden.IDLE),
            new Pick(2, Burden.SHORT_CALLS),
            new Pick(3, Burden.SHORT_CALLS),
            new Pick(6, Burden.RESUMABLE_STREAMS));
  }

  @Test
  void streamsThatCannotResumeGoOnlyWithAnOrderForAll() {
    assertThat(ids(order(10), 100)).doesNotContain(1L);
    assertThat(ids(order(ShedOrder.ALL), 100)).containsExactly(4L, 2L, 3L, 6L, 1L);
  }

  @Test
  void streamsThatCannotResumeGoWhenNamed() {
    assertThat(ids(named(1, 3), 100)).containsExactly(3L, 1L);
  }

  @Test
  void aProbeGoesOnlyWhenNamed() {
    assertThat(ids(order(ShedOrder.ALL), 100)).doesNotContain(5L);
    assertThat(ids(named(5), 100)).containsExactly(5L);
  }

  @Test
  void connectionsThatCameAfterTheOrderAreNotMeant() {
    assertThat(ids(order(ShedOrder.ALL), 3)).containsExactly(2L, 3L, 1L);
  }

  @Test
  void theSparedAreCounted() {
    assertThat(chooser.spared(ALL, order(10), 100)).isEqualTo(1);
    assertThat(chooser.spared(ALL, order(10), 0)).isZero();
    assertThat(chooser.spared(ALL, order(ShedOrder.ALL), 100)).isZero();
    assertThat(chooser.spared(ALL, named(1), 100)).isZero();
  }

  private List<Long> ids(ShedOrder order, long highestId) {
    return chooser.choose(ALL, order, highestId, 100).stream().map(Pick::id).toList();
  }

  private static ShedOrder order(int count) {
    return new ShedOrder("o", count, 10, Duration.ofSeconds(1), List.of(), "why");
  }

  private static ShedOrder named(long... ids) {
    return new ShedOrder(
        "o",
        ShedOrder.ALL,
        10,
        Duration.ofSeconds(1),
        java.util.Arrays.stream(ids).boxed().toList(),
        "why");
  }
}
