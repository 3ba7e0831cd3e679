package dev.tidegate.client;

/**
 * Counts since a worker was made.
 *
 * @param connected whether a runtime has welcomed the present stream
 * @param streams streams that were welcomed
 * @param busySlots handlers running just now
 * @param acked outcomes confirmed by a runtime as done
 * @param failed confirmed as failed attempts
 * @param released confirmed as given back
 * @param refusedOutcomes outcomes that a runtime refused, or that were given up
 * @param leasesLost deliveries taken away while their handlers ran
 */
public record WorkerStats(
    boolean connected,
    long streams,
    int busySlots,
    long acked,
    long failed,
    long released,
    long refusedOutcomes,
    long leasesLost) {}
