package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What an operator wants of a service of workers.
 *
 * @param slotsPerTask jobs that one task runs at a time (c)
 * @param drainTarget the time in which a backlog is to be cleared (D)
 * @param controlLag from a decision to a working task: poll, placement, pull, warm-up (L)
 * @param busyShare share of the slots that may be busy in a steady state (rho), 0..1
 * @param scaleOutStep no more tasks than this may be starting at a time
 * @param tolerance dead band as a share of the present count, 0..1
 * @param scaleInWindow the highest recommendation of this window counts on the way down
 * @param startDeadline a task that has not started by then no longer counts as capacity to come
 * @param drainWithin a victim that has not let go of its work by then is set free again
 * @param rateWindow time constant of the arrival rate's moving average
 */
public record WorkerPoolSpec(
    String name,
    ServiceRef service,
    List<String> queues,
    int slotsPerTask,
    Duration drainTarget,
    Duration controlLag,
    double busyShare,
    int min,
    int max,
    int scaleOutStep,
    double tolerance,
    Duration scaleInWindow,
    Duration startDeadline,
    Duration drainWithin,
    Duration rateWindow,
    Fallback fallback,
    Paused paused) {

  /**
   * What to do without figures.
   *
   * @param replicas raise to this many; 0 = hold only
   * @param after how long to hold first
   */
  public record Fallback(int replicas, Duration after) {
    public Fallback {
      Objects.requireNonNull(after, "after");
    }
  }

  public WorkerPoolSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(service, "service");
    queues = List.copyOf(queues);
    Objects.requireNonNull(fallback, "fallback");
    Objects.requireNonNull(paused, "paused");
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("a worker pool needs a queue");
    }
    if (slotsPerTask < 1 || busyShare <= 0 || busyShare > 1 || tolerance < 0 || tolerance >= 1) {
      throw new IllegalArgumentException("slots, busyShare or tolerance out of range");
    }
    if (min < 0 || max < 1 || min > max || scaleOutStep < 1 || fallback.replicas() > max) {
      throw new IllegalArgumentException("min, max, scaleOutStep or fallback out of range");
    }
    if (drainTarget.isNegative() || drainTarget.isZero() || controlLag.isNegative()) {
      throw new IllegalArgumentException("drainTarget or controlLag out of range");
    }
  }
}
