/**
 * What a worker session holds and what it has to say next, as plain values: no clock, no socket, no
 * thread, no log. A caller tells {@link dev.tidegate.client.lease.WorkerSession} what happened and
 * performs the {@link dev.tidegate.client.lease.Step} that comes back.
 *
 * <p>May import: the JDK's value types. Must not import: gRPC, protobuf, {@code client}, {@code
 * client.internal}.
 */
@NullMarked
package dev.tidegate.client.lease;

import org.jspecify.annotations.NullMarked;
