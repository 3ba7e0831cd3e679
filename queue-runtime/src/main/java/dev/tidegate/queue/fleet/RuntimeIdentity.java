package dev.tidegate.queue.fleet;

/**
 * Who this runtime is.
 *
 * @param runtimeId unique in the fleet
 * @param bootId differs at every start of the process
 * @param address where it listens as it sees itself, host:port
 * @param ecsTaskArn empty outside ECS
 * @param revision of the task definition; empty outside ECS
 * @param startedAtMs epoch milliseconds
 */
public record RuntimeIdentity(
    String runtimeId,
    String bootId,
    String address,
    String ecsTaskArn,
    String revision,
    long startedAtMs) {}
