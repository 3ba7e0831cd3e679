package dev.tidegate.localaws.world.cluster;

import java.util.Set;

/** What tasks need from outside of the world. Signals and starts are called only between steps. */
public interface TaskPorts {

  /** Starts the task's container; its end is told by {@link Clusters#taskExited}. */
  void start(TaskLaunch launch);

  /** Sends SIGTERM. */
  void terminate(String taskId);

  /** Sends SIGKILL. */
  void kill(String taskId);

  /**
   * A free port of an instance, from the dynamic range.
   *
   * @param taken ports that the instance has given away already
   */
  int freePort(String instanceId, Set<Integer> taken);

  /** A fresh address for a task with a network interface of its own. */
  String freeAddress(String zone);
}
