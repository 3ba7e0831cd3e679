package dev.tidegate.client.lease;

/**
 * A job in this worker's hands.
 *
 * @param queue the queue it came from
 * @param jobId its id there
 * @param token proof of the delivery
 */
public record Held(String queue, String jobId, Token token) {}
