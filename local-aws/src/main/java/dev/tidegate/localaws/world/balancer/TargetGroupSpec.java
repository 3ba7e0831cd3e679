package dev.tidegate.localaws.world.balancer;

import org.jspecify.annotations.Nullable;

/**
 * How a target group is set up.
 *
 * @param name at most 32 letters, digits and hyphens
 * @param type what its targets are
 * @param port default port of its targets
 * @param vpc the VPC's id, if one was given
 * @param healthCheck how its targets are probed
 */
public record TargetGroupSpec(
    String name, TargetType type, int port, @Nullable String vpc, HealthCheck healthCheck) {}
