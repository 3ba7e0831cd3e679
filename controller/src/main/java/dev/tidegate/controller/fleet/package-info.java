/**
 * The fleet port over gRPC: the runtime's FleetService and QueueAdminService, as the contract has
 * them. The only package that imports generated code and gRPC.
 *
 * <p>May import {@code port} and {@code model}.
 */
@NullMarked
package dev.tidegate.controller.fleet;

import org.jspecify.annotations.NullMarked;
