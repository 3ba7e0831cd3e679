package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.balancer.TargetGroup;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.balancer.TargetState;
import dev.tidegate.localaws.world.balancer.TargetType;
import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.LagProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The life of a task, in ECS's order.
 *
 * <pre>
 *   PROVISIONING -> PENDING -> ACTIVATING -> RUNNING (targets registered)
 *     stop: DEACTIVATING (targets draining) -> [until unused] -> STOPPING (SIGTERM)
 *           -> [stop timeout] SIGKILL -> DEPROVISIONING -> STOPPED
 * </pre>
 */
final class TaskLifecycle {

  /** Stopped tasks can be described for about an hour. */
  private static final Duration STOPPED_KEPT = Duration.ofHours(1);

  private static final int SIGKILL_EXIT = 137;

  private final Kernel kernel;
  private final Balancers balancers;
  private final TaskPorts ports;
  private final Consumer<Task> changed;

  /**
   * Makes the rules.
   *
   * @param changed told after each step of a task, so that its service can look again
   */
  TaskLifecycle(Kernel kernel, Balancers balancers, TaskPorts ports, Consumer<Task> changed) {
    this.kernel = kernel;
    this.balancers = balancers;
    this.ports = ports;
    this.changed = changed;
  }

  Task create(Deployment deployment, ContainerInstance instance) {
    Cluster cluster = deployment.service().cluster();
    String arn = kernel.place().arn("ecs", "task/" + cluster.name() + "/" + kernel.hex(32));
    Task task = new Task(arn, cluster, deployment, instance, kernel.now());
    cluster.add(task);
    instance.take(task.definition());
    givePorts(task);
    note(task, "on " + instance.machine().id());
    kernel.after(lags().provisioning(), () -> pull(task));
    return task;
  }

  private void givePorts(Task task) {
    ContainerInstance instance = task.instance();
    if (task.definition().awsvpc()) {
      task.privateIp(ports.freeAddress(instance.machine().zone()));
    }
    for (ContainerDefinition.PortMapping mapping : task.definition().container().ports()) {
      int port = mapping.hostPort();
      if (task.definition().awsvpc()) {
        port = mapping.containerPort();
      } else if (port == 0) {
        port = ports.freePort(instance.machine().id(), instance.takenPorts());
      }
      task.hostPort(mapping.containerPort(), port);
      if (!task.definition().awsvpc()) {
        instance.takePort(port);
      }
    }
  }

  private void pull(Task task) {
    if (task.status() == TaskStatus.PROVISIONING && !task.stopWanted()) {
      enter(task, TaskStatus.PENDING);
      kernel.after(lags().pull(), () -> launch(task));
    }
  }

  private void launch(Task task) {
    if (task.status() == TaskStatus.PENDING && !task.stopWanted()) {
      task.markLaunched();
      enter(task, TaskStatus.ACTIVATING);
      TaskLaunch launch = TaskLaunch.of(task);
      kernel.outside(() -> ports.start(launch));
      kernel.after(lags().activating(), () -> run(task));
    }
  }

  private void run(Task task) {
    if (task.status() == TaskStatus.ACTIVATING && !task.stopWanted()) {
      task.started(kernel.now());
      registerTargets(task);
      enter(task, TaskStatus.RUNNING);
    }
  }

  private void registerTargets(Task task) {
    task.attached(true);
    List<ServiceSpec.GroupAttachment> wanted =
        task.service().map(s -> s.spec().attachments()).orElse(List.of());
    for (ServiceSpec.GroupAttachment attachment : wanted) {
      TargetGroup group = balancers.findGroup(attachment.groupArn()).orElse(null);
      Integer port = task.hostPorts().get(attachment.containerPort());
      if (group == null || port == null) {
        continue;
      }
      String id =
          group.spec().type() == TargetType.IP
              ? task.privateIp().orElse(task.instance().machine().privateIp())
              : task.instance().machine().id();
      TargetKey key = new TargetKey(id, port);
      task.attach(new Task.Attachment(group.arn(), key));
      balancers.register(group.arn(), List.of(key));
    }
  }

  /** How SIGTERM and the deregistration of targets follow each other. */
  enum Order {
    /** A rolling stop: the process learns nothing until every target is unused. */
    DRAIN_FIRST,
    /** StopTask, and reports of instance drains: SIGTERM while the target only begins to drain. */
    SIGNAL_FIRST
  }

  void stop(Task task, String code, String reason, Order order) {
    if (task.stopWanted()) {
      return;
    }
    task.stopping(kernel.now(), code, reason);
    note(task, "stop: " + reason);
    if (!task.launched()) {
      over(task);
      return;
    }
    enter(task, TaskStatus.DEACTIVATING);
    deregisterTargets(task);
    if (order == Order.SIGNAL_FIRST || allUnused(task)) {
      signal(task);
    }
  }

  /** One of the task's targets became unused. */
  void targetUnused(Task task) {
    if (task.status() == TaskStatus.DEACTIVATING && !task.signalled() && allUnused(task)) {
      signal(task);
    }
  }

  private boolean allUnused(Task task) {
    return task.attachments().stream()
        .allMatch(
            a ->
                balancers.findGroup(a.groupArn()).isEmpty()
                    || balancers.stateOf(a.groupArn(), a.key()) == TargetState.UNUSED);
  }

  private void signal(Task task) {
    task.markSignalled();
    enter(task, TaskStatus.STOPPING);
    kernel.note("signal.term", task.id(), "");
    kernel.outside(() -> ports.terminate(task.id()));
    kernel.after(task.definition().container().timeToStop(), () -> kill(task));
  }

  private void kill(Task task) {
    if (!task.exited()) {
      kernel.note("signal.kill", task.id(), "");
      kernel.outside(() -> ports.kill(task.id()));
    }
  }

  /** The instance under the task is gone, and the process with it. */
  void lost(Task task) {
    if (task.status() == TaskStatus.STOPPED) {
      return;
    }
    if (!task.stopWanted()) {
      task.stopping(kernel.now(), "TerminationNotice", "Host EC2 terminated.");
    }
    if (task.launched() && !task.exited()) {
      kernel.outside(() -> ports.kill(task.id()));
      exited(task, SIGKILL_EXIT);
    } else if (!task.launched()) {
      over(task);
    }
  }

  void exited(Task task, int code) {
    if (task.exited() || task.status() == TaskStatus.STOPPED) {
      return;
    }
    task.exited(code);
    kernel.note("task.exited", task.id(), Integer.toString(code));
    if (!task.stopWanted()) {
      task.stopping(kernel.now(), "EssentialContainerExited", "Essential container in task exited");
    }
    deregisterTargets(task);
    over(task);
  }

  private void over(Task task) {
    enter(task, TaskStatus.DEPROVISIONING);
    kernel.after(
        lags().deprovisioning(),
        () -> {
          for (Map.Entry<Integer, Integer> port : task.hostPorts().entrySet()) {
            task.instance().givePortBack(port.getValue());
          }
          task.instance().giveBack(task.definition());
          task.guard(null);
          task.stopped(kernel.now());
          note(task, task.stoppedReason());
          changed.accept(task);
          kernel.after(STOPPED_KEPT, () -> task.cluster().remove(task));
        });
  }

  private void deregisterTargets(Task task) {
    if (!task.attached()) {
      return;
    }
    task.attached(false);
    for (Task.Attachment attachment : task.attachments()) {
      if (balancers.findGroup(attachment.groupArn()).isPresent()) {
        balancers.deregister(attachment.groupArn(), List.of(attachment.key()));
      }
    }
  }

  private void enter(Task task, TaskStatus status) {
    task.status(status);
    note(task, "");
    changed.accept(task);
  }

  private void note(Task task, String detail) {
    String service = task.service().map(Service::name).orElse("-");
    kernel.note(
        "task." + task.status(), task.id(), service + (detail.isEmpty() ? "" : " " + detail));
  }

  private LagProfile.Ecs lags() {
    return kernel.lags().ecs();
  }
}
