/**
 * Building blocks that other teams' CDK apps can use: the burstable cluster, the data store, the
 * queue runtime behind its load balancer, the controller, and a worker service with its pool.
 *
 * <p>May import: the CDK library. Must not import: {@code cdk.stack}, any other Tidegate module; it
 * reads no context, no environment and no clock, so that a template depends on its arguments only.
 */
@NullMarked
package dev.tidegate.cdk.construct;

import org.jspecify.annotations.NullMarked;
