package dev.tidegate.client.lease;

/**
 * One outcome on its way to the runtime.
 *
 * @param seq echoed by the runtime's answer; never reused within a session
 * @param held the delivery it ends
 * @param outcome how it ended
 */
public record Settling(long seq, Held held, Outcome outcome) {}
