package dev.tidegate.client;

/**
 * Counts since a producer was made. Attempts are counted where gRPC makes streams, independently of
 * the code that retries.
 *
 * @param calls enqueue calls asked for; a bulk enqueue makes one per 256 jobs
 * @param failed calls of which at least one job was not accepted in the end
 * @param attempts requests that really went out
 * @param failedAttempts those that ended with an error status
 * @param retried attempts beyond the first of their call, by whichever layer
 * @param transparentRetries those of {@code retried} that gRPC makes unseen, e.g. after a GOAWAY
 * @param inFlight calls without answer just now
 */
public record ProducerStats(
    long calls,
    long failed,
    long attempts,
    long failedAttempts,
    long retried,
    long transparentRetries,
    int inFlight) {}
