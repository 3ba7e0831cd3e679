package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.QueueView;
import java.time.Instant;
import java.util.List;

/** The figures of all queues of a pool, added up; fields as in {@link QueueView}. */
public record QueueSum(
    Instant observedAt,
    long ready,
    long inFlight,
    double runnableSeconds,
    double inFlightSeconds,
    long enqueuedTotal,
    double enqueuedWorkSeconds,
    double completedRunSeconds,
    double completedWorkSeconds) {

  /** Adds up; the oldest reading sets the time. */
  public static QueueSum of(List<QueueView> queues) {
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("no queue to add up");
    }
    return new QueueSum(
        queues.stream().map(QueueView::observedAt).min(Instant::compareTo).orElseThrow(),
        queues.stream().mapToLong(QueueView::ready).sum(),
        queues.stream().mapToLong(QueueView::inFlight).sum(),
        queues.stream().mapToDouble(QueueView::runnableSeconds).sum(),
        queues.stream().mapToDouble(QueueView::inFlightSeconds).sum(),
        queues.stream().mapToLong(QueueView::enqueuedTotal).sum(),
        queues.stream().mapToDouble(QueueView::enqueuedWorkSeconds).sum(),
        queues.stream().mapToDouble(QueueView::completedRunSeconds).sum(),
        queues.stream().mapToDouble(QueueView::completedWorkSeconds).sum());
  }

  /** A total below the earlier one: the store has lost its memory. */
  boolean fellBehind(QueueSum earlier) {
    return enqueuedTotal < earlier.enqueuedTotal
        || enqueuedWorkSeconds < earlier.enqueuedWorkSeconds
        || completedRunSeconds < earlier.completedRunSeconds
        || completedWorkSeconds < earlier.completedWorkSeconds;
  }
}
