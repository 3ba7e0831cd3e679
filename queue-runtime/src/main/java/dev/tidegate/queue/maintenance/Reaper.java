package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.policy.Pace;
import dev.tidegate.queue.store.QueueStore;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Recovers jobs whose lease ended. */
final class Reaper implements Role {
  /** 500 jobs every 25 ms: 20,000 recoveries a second. */
  private static final int LIMIT = 500;

  private static final Pace PACE = new Pace(25, 1_000, 15_000);

  private final QueueStore store;

  Reaper(QueueStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "reap";
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public CompletionStage<Pass> runOnce(QueueName queue, Instant now) {
    return store.reap(queue, LIMIT).thenApply(outcome -> Passes.of(outcome, now));
  }
}
