/**
 * Who gets the next job: the takers that wait for one queue, their turns, the sessions of this
 * runtime and whether they are being drained.
 *
 * <p>May import {@code queue.store}, {@code queue.model}, {@code queue.time} and {@code
 * io.grpc.SynchronizationContext} (a lock-free "one at a time"). Knows neither protobuf nor calls
 * nor Redis.
 */
@NullMarked
package dev.tidegate.queue.delivery;

import org.jspecify.annotations.NullMarked;
