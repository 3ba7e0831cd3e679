package dev.tidegate.queue.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.policy.Pace;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final long MS = 1_000_000;
  private static final QueueName A = new QueueName("a");
  private static final QueueName B = new QueueName("b");

  private final Role role =
      new Role() {
        @Override
        public String name() {
          return "nothing";
        }

        @Override
        public Pace pace() {
          return new Pace(10, 1_000, 8_000);
        }

        @Override
        public CompletionStage<Pass> runOnce(QueueName queue, Instant now) {
          return CompletableFuture.completedFuture(quiet());
        }
      };

  private final Agenda agenda = new Agenda(List.of(role), 0);

  private static Role.Pass quiet() {
    return new Role.Pass(0, false, OptionalLong.empty());
  }

  private Agenda.Entry take(long nowMs) {
    return agenda.takeDue(nowMs * MS).orElseThrow();
  }

  @Test
  void aNewQueueIsDueAtOnceAndOnlyOnce() {
    agenda.add(A, 0);
    agenda.add(A, 0);

    assertThat(take(0).queue).isEqualTo(A);
    assertThat(agenda.takeDue(0)).isEmpty();
    assertThat(agenda.waitNanos(0)).isEmpty();
  }

  @Test
  void queuesComeInTheOrderOfTheirTimes() {
    agenda.add(A, 0);
    agenda.add(B, 0);
    agenda.done(take(0), new Role.Pass(1, false, OptionalLong.of(500)), 0);
    agenda.done(take(0), new Role.Pass(1, false, OptionalLong.of(200)), 0);

    assertThat(agenda.waitNanos(0)).hasValue(200 * MS);
    assertThat(take(200).queue).isEqualTo(B);
    assertThat(take(500).queue).isEqualTo(A);
  }

  @Test
  void aNudgeEndsTheQuietButKeepsThePace() {
    agenda.add(A, 0);
    for (int round = 0; round < 5; round++) {
      long now = agenda.waitNanos(0).orElseThrow();
      agenda.done(agenda.takeDue(now).orElseThrow(), quiet(), now);
    }
    assertThat(agenda.waitNanos(0).orElseThrow()).isGreaterThan(15_000 * MS);
    long last = (0 + 2_000 + 4_000 + 8_000 + 8_000) * MS;

    agenda.nudge(A, last + MS);

    assertThat(agenda.waitNanos(last + MS)).hasValue(9 * MS);
  }

  @Test
  void aFailedStepIsTriedAgainAfterAWhile() {
    agenda.add(A, 0);
    agenda.failed(take(0), 0);

    assertThat(agenda.waitNanos(0)).hasValue(1_000 * MS);
  }
}
