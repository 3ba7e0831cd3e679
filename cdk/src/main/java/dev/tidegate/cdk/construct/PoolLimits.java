package dev.tidegate.cdk.construct;

import java.time.Duration;
import java.util.List;

/**
 * What the controller may do with a service of workers.
 *
 * @param queues queues that the workers serve
 * @param slotsPerTask jobs that one task runs at a time
 * @param minimum tasks that always run
 * @param maximum tasks that may run at most
 * @param drainTarget time in which a backlog is to be cleared
 */
public record PoolLimits(
    List<String> queues, int slotsPerTask, int minimum, int maximum, Duration drainTarget) {
  /** Checks ranges. */
  public PoolLimits {
    queues = List.copyOf(queues);
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("a pool needs a queue");
    }
    for (String queue : queues) {
      if (!queue.matches("[a-z0-9._-]{1,100}")) {
        throw new IllegalArgumentException("'" + queue + "' is no queue name");
      }
    }
    if (slotsPerTask < 1 || minimum < 0 || maximum < Math.max(1, minimum)) {
      throw new IllegalArgumentException(
          "slotsPerTask " + slotsPerTask + ", tasks " + minimum + " to " + maximum);
    }
    if (drainTarget.toSeconds() < 1) {
      throw new IllegalArgumentException("drainTarget is " + drainTarget);
    }
  }
}
