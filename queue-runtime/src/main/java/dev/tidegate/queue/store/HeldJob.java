package dev.tidegate.queue.store;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;

/**
 * A job and the proof of holding it.
 *
 * @param id the job
 * @param token proof of the delivery
 */
public record HeldJob(JobId id, DeliveryToken token) {}
