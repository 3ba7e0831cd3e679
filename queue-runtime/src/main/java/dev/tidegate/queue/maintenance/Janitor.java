package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.policy.Pace;
import dev.tidegate.queue.store.QueueStore;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Drops records past their retention. */
final class Janitor implements Role {
  /** 500 records every 250 ms: nothing waits for this, so it stays in the background. */
  private static final int LIMIT = 500;

  private static final Pace PACE = new Pace(250, 10_000, 120_000);

  private final QueueStore store;

  Janitor(QueueStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "trim";
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public CompletionStage<Pass> runOnce(QueueName queue, Instant now) {
    return store.trim(queue, LIMIT).thenApply(outcome -> Passes.of(outcome, now));
  }
}
