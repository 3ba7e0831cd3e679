package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.policy.Pace;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A background duty, one bounded and idempotent step at a time. */
interface Role {
  /** For logs. */
  String name();

  /** How often to take a step. */
  Pace pace();

  /**
   * One step on one queue.
   *
   * @param now to turn the store's instants into delays; the store judges by its own clock
   */
  CompletionStage<Pass> runOnce(QueueName queue, Instant now);

  /**
   * What a step did.
   *
   * @param done jobs touched
   * @param more the limit was reached
   * @param dueInMs when something falls due, from now
   */
  record Pass(int done, boolean more, OptionalLong dueInMs) {}
}
