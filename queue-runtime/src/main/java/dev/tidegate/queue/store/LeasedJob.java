package dev.tidegate.queue.store;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import java.util.OptionalLong;

/**
 * One delivery. Instants are epoch milliseconds by the store's clock.
 *
 * @param id the job
 * @param type what kind of work
 * @param payload as enqueued
 * @param token proof of this delivery
 * @param fence rises with every delivery
 * @param attempt failed attempts before + 1
 * @param leaseLosses leases lost before
 * @param priority level
 * @param expectedDurationMs as accounted
 * @param timeoutMs hard limit of one attempt
 * @param enqueuedAtMs when it was accepted
 * @param leaseExpiresAtMs end of the present lease
 * @param leaseRemainingMs its length from now
 * @param runningLeaseMs length of the full lease that {@code started} grants
 */
public record LeasedJob(
    JobId id,
    String type,
    Payload payload,
    DeliveryToken token,
    long fence,
    int attempt,
    int leaseLosses,
    Priority priority,
    long expectedDurationMs,
    OptionalLong timeoutMs,
    long enqueuedAtMs,
    long leaseExpiresAtMs,
    long leaseRemainingMs,
    long runningLeaseMs) {}
