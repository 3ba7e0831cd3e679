package dev.tidegate.queue.store;

import java.util.OptionalLong;

/**
 * What one bounded maintenance step did.
 *
 * @param moved jobs made ready (recovered by the reaper, promoted when due)
 * @param buried jobs declared dead or expired on the way
 * @param more the limit was reached: call again at once
 * @param nextDueMs when the next one falls due, epoch milliseconds by the store's clock
 * @param graceUntilMs recovery refuses to act until then: Redis came back from an outage and living
 *     workers shall get the chance to heartbeat first
 */
public record MaintenanceOutcome(
    int moved, int buried, boolean more, OptionalLong nextDueMs, OptionalLong graceUntilMs) {}
