package dev.tidegate.queue.app;

import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.store.QueueStore;

/**
 * Where jobs and fleet are kept, opened and ready.
 *
 * @param jobs the jobs
 * @param fleet the registry
 * @param durability what every acknowledged write has reached
 * @param onClose ends what is behind them, once both are closed
 */
public record Backend(
    QueueStore jobs, FleetStore fleet, DurabilityClass durability, AutoCloseable onClose) {}
