/**
 * Tidegate for Java services: {@link dev.tidegate.client.Producer} hands jobs in, {@link
 * dev.tidegate.client.Worker} runs a {@link dev.tidegate.client.JobHandler} for each. Start with an
 * {@link dev.tidegate.client.Endpoint}. The public API: no gRPC or generated type appears in it.
 *
 * <p>May import: {@code client.internal}, {@code client.lease}, generated proto, gRPC. Must not
 * import: anything of the runtime or the controller.
 */
@NullMarked
package dev.tidegate.client;

import org.jspecify.annotations.NullMarked;
