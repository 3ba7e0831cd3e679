package dev.tidegate.localaws.task;

import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.util.List;
import java.util.Map;

/**
 * A task about to be started, ready for use.
 *
 * @param task what ECS knows of it
 * @param command program and arguments, ports filled in
 * @param environment complete environment of the container, ports filled in
 */
public record TaskStart(TaskLaunch task, List<String> command, Map<String, String> environment) {

  /** Copies. */
  public TaskStart {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The host port behind a container port. */
  public int hostPort(int containerPort) {
    Integer port = task.hostPorts().get(containerPort);
    if (port == null) {
      throw new IllegalArgumentException("the task maps no container port " + containerPort);
    }
    return port;
  }
}
