package dev.tidegate.localaws.world.cluster;

/**
 * One revision of a task definition.
 *
 * @param arn its ARN, revision included
 * @param family its family
 * @param revision 1, 2, ...
 * @param cpuUnits CPU units that a task takes from its instance; 1,024 are a vCPU
 * @param memoryMiB memory that a task takes from its instance
 * @param awsvpc whether each task has a network interface of its own; else bridge mode
 * @param container its container
 */
public record TaskDefinition(
    String arn,
    String family,
    int revision,
    int cpuUnits,
    int memoryMiB,
    boolean awsvpc,
    ContainerDefinition container) {}
