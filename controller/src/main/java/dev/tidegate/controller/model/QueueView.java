package dev.tidegate.controller.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One queue's figures. Totals count since the queue exists; a total that falls means that the store
 * lost its memory.
 *
 * @param observedAt by the store's clock
 * @param ready jobs that could be leased now
 * @param inFlight jobs delivered or running
 * @param runnableSeconds expected work of what could run now
 * @param inFlightSeconds remaining expected work of what is in flight
 * @param enqueuedWorkSeconds expected work of all jobs ever enqueued
 * @param completedRunSeconds observed running time of all completed jobs
 * @param completedWorkSeconds expected work of the same jobs
 */
public record QueueView(
    String name,
    Instant observedAt,
    long ready,
    long inFlight,
    double runnableSeconds,
    double inFlightSeconds,
    long enqueuedTotal,
    double enqueuedWorkSeconds,
    double completedRunSeconds,
    double completedWorkSeconds) {
  public QueueView {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(observedAt, "observedAt");
  }
}
