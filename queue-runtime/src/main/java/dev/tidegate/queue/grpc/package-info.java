/**
 * The gRPC face of the runtime: contract to model and back, status codes, streams. Decides nothing
 * about jobs.
 *
 * <p>May import {@code queue.store}, {@code queue.model}, {@code queue.delivery}, {@code
 * queue.time}, generated contract classes and the public API of grpc-java. Must not import Redis,
 * Netty, {@code queue.connections} or {@code queue.app}.
 */
@NullMarked
package dev.tidegate.queue.grpc;

import org.jspecify.annotations.NullMarked;
