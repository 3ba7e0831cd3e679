package dev.tidegate.queue.store;

/**
 * What one bounded step of a redrive or discard did.
 *
 * @param moved jobs made ready, or discarded
 * @param skipped jobs that no longer were dead
 * @param nextCursor where to go on; empty = that was all
 */
public record RedriveOutcome(int moved, int skipped, String nextCursor) {}
