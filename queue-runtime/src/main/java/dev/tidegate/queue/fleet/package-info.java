/**
 * This runtime as a member of the fleet: its status out, its directive in.
 *
 * <p>May import {@code queue.store}, {@code queue.model}, {@code queue.connections}, {@code
 * queue.time} and the generated fleet contract. Must not import {@code queue.grpc}, Redis or Netty.
 */
@NullMarked
package dev.tidegate.queue.fleet;

import org.jspecify.annotations.NullMarked;
