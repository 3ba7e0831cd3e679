package dev.tidegate.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A job that the runtime accepted in the durability class asked for.
 *
 * @param queue the queue it is in
 * @param id its id there
 * @param deduplicated it was there already, by job id or idempotency key
 * @param expectedWait until a worker takes it, as estimated from backlog and drain rate; empty
 *     without an observed rate
 */
public record EnqueuedJob(
    String queue, String id, boolean deduplicated, Optional<Duration> expectedWait) {}
