/**
 * The port through which everything reaches the jobs: {@link dev.tidegate.queue.store.QueueStore}
 * and {@link dev.tidegate.queue.store.FleetStore}, their requests and their outcomes.
 *
 * <p>May import {@code queue.model} and {@code queue.policy}; knows no Redis and no gRPC. Its
 * contract test is shared by every implementation.
 */
@NullMarked
package dev.tidegate.queue.store;

import org.jspecify.annotations.NullMarked;
