package dev.tidegate.localaws.world.cluster;

/**
 * A task definition to be registered.
 *
 * @param family its family
 * @param cpuUnits CPU units of a task
 * @param memoryMiB memory of a task
 * @param awsvpc awsvpc instead of bridge mode
 * @param container its container
 */
public record NewTaskDefinition(
    String family, int cpuUnits, int memoryMiB, boolean awsvpc, ContainerDefinition container) {}
