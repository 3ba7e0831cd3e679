package dev.tidegate.queue.store;

import dev.tidegate.queue.model.QueueName;
import java.util.OptionalLong;

/**
 * One queue, read in O(1). Counts are jobs, {@code ...WorkMs} are milliseconds of expected work,
 * totals count since the queue exists. Field meanings are those of {@code QueueStats} in the
 * contract.
 *
 * @param bytes payload bytes of what is ready, scheduled and in flight
 */
public record QueueStats(
    QueueName queue,
    long observedAtMs,
    long ready,
    long scheduled,
    long delivered,
    long running,
    long dead,
    long readyWorkMs,
    long scheduledWorkMs,
    long inFlightWorkMs,
    long runnableWorkMs,
    long enqueuedTotal,
    long completedTotal,
    long failedTotal,
    long deadTotal,
    long leaseLossesTotal,
    long deliveredTotal,
    long enqueuedWorkMsTotal,
    long completedRunMsTotal,
    long completedWorkMsTotal,
    OptionalLong oldestReadyAgeMs,
    OptionalLong reaperLagMs,
    OptionalLong graceUntilMs,
    boolean pausedIn,
    boolean pausedOut,
    long bytes) {}
