package dev.tidegate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long VICTIM = 100;
  private static final long OTHER = 200;

  @Test
  void aJobThatNobodyCompletedIsLostUnlessItIsADeadLetter() {
    Tally tally =
        Tally.of(
            Set.of("a", "b", "c"),
            List.of(event("started", "a", 1, OTHER), event("completed", "a", 2, OTHER)),
            Set.of("b"),
            List.of());

    assertThat(tally.enqueued()).isEqualTo(3);
    assertThat(tally.completed()).isEqualTo(1);
    assertThat(tally.dead()).isEqualTo(1);
    assertThat(tally.lost()).isEqualTo(1);
  }

  @Test
  void aSecondCompletionIsADuplicate() {
    Tally tally =
        Tally.of(
            Set.of("a"),
            List.of(event("completed", "a", 2, OTHER), event("completed", "a", 3, VICTIM)),
            Set.of(),
            List.of());

    assertThat(tally.duplicateDeliveries()).isEqualTo(1);
    assertThat(tally.lost()).isZero();
  }

  @Test
  void aJobIsRecoveredWhenAnotherProcessStartsItAfterTheKillAndEndsIt() {
    Tally tally =
        Tally.of(
            Set.of("a", "b"),
            List.of(
                event("started", "a", 10, VICTIM),
                event("started", "b", 11, VICTIM),
                event("completed", "b", 12, VICTIM),
                event("started", "a", 3_020, OTHER),
                event("completed", "a", 3_100, OTHER)),
            Set.of(),
            List.of(new Tally.Kill(VICTIM, 20)));

    assertThat(tally.recoveredJobs()).isEqualTo(1);
    assertThat(tally.slowestRecoveryMs()).isEqualTo(3_000);
  }

  @Test
  void aLineCutOffByAKillIsNoEvent() {
    assertThat(HandlerEvent.parse("a 1.s.1 1600 17")).isEmpty();
    assertThat(HandlerEvent.parse("a 1.s.1 1600 1700 ")).isEmpty();
    assertThat(HandlerEvent.parse("a 1.s.1 1600 1700 42"))
        .contains(new HandlerEvent(HandlerEvent.Kind.COMPLETED, "a", "1.s.1", 1700, 42));
  }

  private static HandlerEvent event(String kind, String job, long at, long pid) {
    String line =
        kind.equals("started")
            ? "started " + job + " t " + at + " " + pid
            : job + " t " + (at - 1) + " " + at + " " + pid;
    return HandlerEvent.parse(line).orElseThrow();
  }
}
