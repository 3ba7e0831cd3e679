/**
 * Network Load Balancers: listeners, target groups, the life of each target as the control plane
 * tells it, and, apart from that, where the data plane sends a new flow at this moment. The two
 * disagree for as long as the lag profile says.
 *
 * <p>Pure: may import the kernel and metrics. Knows no ECS task.
 */
@NullMarked
package dev.tidegate.localaws.world.balancer;

import org.jspecify.annotations.NullMarked;
