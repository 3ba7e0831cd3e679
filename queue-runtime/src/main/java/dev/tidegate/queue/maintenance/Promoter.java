package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.policy.Pace;
import dev.tidegate.queue.store.QueueStore;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Makes scheduled jobs ready when they fall due, and ends queued ones that expired. */
final class Promoter implements Role {
  /** 500 jobs every 25 ms: 20,000 promotions a second. */
  private static final int LIMIT = 500;

  private static final Pace PACE = new Pace(25, 1_000, 15_000);

  private final QueueStore store;

  Promoter(QueueStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "promote";
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public CompletionStage<Pass> runOnce(QueueName queue, Instant now) {
    return store.promote(queue, LIMIT).thenApply(outcome -> soonOnly(Passes.of(outcome, now)));
  }

  /** A job scheduled for tomorrow does not make a queue busy today. */
  private static Pass soonOnly(Pass pass) {
    boolean far = pass.dueInMs().orElse(0) > PACE.longestMs();
    return far ? new Pass(pass.done(), pass.more(), OptionalLong.empty()) : pass;
  }
}
