package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.store.MaintenanceOutcome;
import java.time.Instant;
import java.util.OptionalLong;

/** Reads the store's outcomes. */
final class Passes {
  private Passes() {}

  static Role.Pass of(MaintenanceOutcome outcome, Instant now) {
    OptionalLong at =
        outcome.graceUntilMs().isPresent() ? outcome.graceUntilMs() : outcome.nextDueMs();
    OptionalLong dueIn =
        at.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(Math.max(0, at.getAsLong() - now.toEpochMilli()));
    return new Role.Pass(outcome.moved() + outcome.buried(), outcome.more(), dueIn);
  }
}
