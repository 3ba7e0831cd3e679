package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.balancer.TargetState;
import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Lag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a service a moment after something changed, and does what {@link ServicePlanner} says.
 */
final class ServiceScheduler {

  private final Kernel kernel;
  private final Balancers balancers;
  private final Placement placement;
  private final TaskLifecycle lifecycle;

  ServiceScheduler(Kernel kernel, Balancers balancers, TaskPorts ports) {
    this.kernel = kernel;
    this.balancers = balancers;
    this.placement = new Placement(kernel);
    this.lifecycle =
        new TaskLifecycle(kernel, balancers, ports, t -> t.service().ifPresent(this::look));
  }

  TaskLifecycle lifecycle() {
    return lifecycle;
  }

  /** Something of this service changed. */
  void look(Service service) {
    lookAfter(service, kernel.lags().ecs().scheduling());
  }

  private void lookAfter(Service service, Lag lag) {
    if (!service.status().equals("INACTIVE") && service.askReconcile()) {
      kernel.after(
          lag,
          () -> {
            service.reconciling();
            reconcile(service);
          });
    }
  }

  private void reconcile(Service service) {
    List<ServicePlanner.Seen> seen = see(service);
    ServicePlanner.Plan plan = ServicePlanner.plan(bounds(service), seen);
    plan.stop().forEach(s -> stop(service, s));
    start(service, plan.start());
    settle(service, seen, plan);
  }

  private ServicePlanner.Bounds bounds(Service service) {
    ServiceSpec spec = service.spec();
    return new ServicePlanner.Bounds(
        service.desired(),
        spec.minPercent(),
        spec.maxPercent(),
        kernel.openPoints().unhealthyOverridesProtection());
  }

  private List<ServicePlanner.Seen> see(Service service) {
    List<ServicePlanner.Seen> seen = new ArrayList<>();
    for (Task task : service.cluster().liveTasks(service)) {
      if (!task.stopWanted()) {
        boolean primary = task.deploymentId().equals(service.primary().id());
        boolean guarded = task.guarded(kernel.now());
        seen.add(new ServicePlanner.Seen(task, primary, ready(task), guarded, task.trouble()));
      }
    }
    // Which of equals is stopped is nobody's choice.
    Shuffle.shuffle(seen, kernel.random());
    return seen;
  }

  private boolean ready(Task task) {
    return task.status() == TaskStatus.RUNNING
        && task.attachments().stream().allMatch(this::serves);
  }

  private boolean serves(Task.Attachment attachment) {
    return balancers.findGroup(attachment.groupArn()).isEmpty()
        || balancers.stateOf(attachment.groupArn(), attachment.key()) == TargetState.HEALTHY;
  }

  private void start(Service service, int count) {
    for (int i = 0; i < count; i++) {
      Optional<ContainerInstance> instance =
          placement.place(service.cluster(), service, service.primary().definition());
      if (instance.isEmpty()) {
        event(
            service,
            "was unable to place a task because no container instance met all of its requirements.");
        lookAfter(service, kernel.lags().ecs().placementRetry());
        return;
      }
      Task task = lifecycle.create(service.primary(), instance.get());
      event(service, "has started 1 tasks: (task " + task.id() + ").");
    }
  }

  private void stop(Service service, ServicePlanner.Seen seen) {
    boolean instanceDrain = seen.trouble() == Task.Trouble.INSTANCE_DRAINING;
    String reason =
        switch (seen.trouble()) {
          case NONE ->
              "Scaling activity initiated by (deployment " + seen.task().deploymentId() + ")";
          case UNHEALTHY -> "Task failed ELB health checks";
          case INSTANCE_DRAINING -> "Container instance is draining";
        };
    TaskLifecycle.Order order =
        instanceDrain && kernel.openPoints().instanceDrainSignalsFirst()
            ? TaskLifecycle.Order.SIGNAL_FIRST
            : TaskLifecycle.Order.DRAIN_FIRST;
    lifecycle.stop(seen.task(), "ServiceSchedulerInitiated", reason, order);
    event(service, "has stopped 1 running tasks: (task " + seen.task().id() + ").");
  }

  private void settle(Service service, List<ServicePlanner.Seen> seen, ServicePlanner.Plan plan) {
    long ready = seen.stream().filter(s -> s.good() && s.ready()).count();
    boolean old = seen.stream().anyMatch(s -> !s.primary());
    boolean steady = plan.start() == 0 && plan.stop().isEmpty() && ready >= service.desired();
    if (!steady || old) {
      return;
    }
    if (!service.primary().completed()) {
      service.primary().complete(kernel.now());
      service.dropReplacedDeployments();
      kernel.note("deployment.completed", service.name(), service.primary().id());
      event(service, "(deployment " + service.primary().id() + ") deployment completed.");
    }
    boolean sick = seen.stream().anyMatch(s -> s.trouble() != Task.Trouble.NONE);
    if (!sick && seen.size() == service.desired()) {
      event(service, "has reached a steady state.");
    }
  }

  private void event(Service service, String text) {
    service.event(
        new Service.Event(kernel.hex(8), kernel.now(), "(service " + service.name() + ") " + text));
  }
}
