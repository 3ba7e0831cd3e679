package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.RetryPolicy;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job to be accepted. Instants are epoch milliseconds.
 *
 * @param id unique within the queue; accepting the same id again is answered as deduplicated
 * @param type what kind of work, for dispatch and statistics
 * @param payload everything else the producer said (body, headers, trace), opaque to the store
 * @param priority level
 * @param expectedDurationMs declared length of the work; empty = the queue's default
 * @param timeoutMs hard limit of one attempt; empty = none
 * @param notBeforeMs ready at this instant; empty = now
 * @param expiresAtMs not started after this instant; empty = never
 * @param retry how failures are retried; empty = the queue's default
 * @param retentionMs how long the finished record is kept; empty = the queue's setting
 */
public record NewJob(
    JobId id,
    String type,
    Payload payload,
    Priority priority,
    OptionalLong expectedDurationMs,
    OptionalLong timeoutMs,
    OptionalLong notBeforeMs,
    OptionalLong expiresAtMs,
    Optional<RetryPolicy> retry,
    OptionalLong retentionMs) {}
