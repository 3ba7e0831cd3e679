package dev.tidegate.queue.redis;

/**
 * What an acknowledged write is worth on the Redis in use.
 *
 * @param given the class that the server gives every write
 * @param verified read from the server, or only declared by the operator
 * @param description one line for people
 */
public record DurabilityReport(Durability given, boolean verified, String description) {}
