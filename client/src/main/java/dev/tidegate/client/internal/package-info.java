/**
 * The client's edges: channels, the work stream on the wire, error details, attempt counts, the ECS
 * endpoints, threads and clocks.
 *
 * <p>May import: {@code client.lease}, generated proto, gRPC, protobuf, JDK. Must not import:
 * {@code client}. Not part of the public API.
 */
@NullMarked
package dev.tidegate.client.internal;

import org.jspecify.annotations.NullMarked;
