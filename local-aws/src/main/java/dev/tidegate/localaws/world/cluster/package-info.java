/**
 * ECS on EC2: clusters, container instances, task definitions, services with their deployments, and
 * the life of each task up to the last signal.
 *
 * <p>Pure: may import the kernel, machines and load balancers. What a task really does happens
 * behind {@link dev.tidegate.localaws.world.cluster.TaskPorts}.
 */
@NullMarked
package dev.tidegate.localaws.world.cluster;

import org.jspecify.annotations.NullMarked;
