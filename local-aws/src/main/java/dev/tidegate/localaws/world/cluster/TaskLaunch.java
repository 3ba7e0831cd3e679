package dev.tidegate.localaws.world.cluster;

import java.util.Map;

/**
 * All that a launcher needs to start a task.
 *
 * @param taskArn the task
 * @param taskId last part of its ARN
 * @param cluster name of its cluster
 * @param service name of its service; empty when it has none
 * @param family family of its task definition
 * @param revision and its revision
 * @param instanceId EC2 instance that it runs on
 * @param zone Availability Zone
 * @param address where its ports are reached inside the simulated network
 * @param hostPorts container port to host port
 * @param container what to run
 */
public record TaskLaunch(
    String taskArn,
    String taskId,
    String cluster,
    String service,
    String family,
    int revision,
    String instanceId,
    String zone,
    String address,
    Map<Integer, Integer> hostPorts,
    ContainerDefinition container) {

  /** Copies. */
  public TaskLaunch {
    hostPorts = Map.copyOf(hostPorts);
  }

  static TaskLaunch of(Task task) {
    return new TaskLaunch(
        task.arn(),
        task.id(),
        task.cluster().name(),
        task.service().map(Service::name).orElse(""),
        task.definition().family(),
        task.definition().revision(),
        task.instance().machine().id(),
        task.instance().machine().zone(),
        task.privateIp().orElse(task.instance().machine().privateIp()),
        task.hostPorts(),
        task.definition().container());
  }
}
