package dev.tidegate.controller.aws;

import dev.tidegate.controller.model.DeploymentView;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.AvailabilityZoneRebalancing;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** ECS's shapes as the controller's values. */
final class EcsShapes {
  private static final String SERVICE_GROUP = "service:";

  private EcsShapes() {}

  static ServiceView service(ServiceRef ref, Service service) {
    return new ServiceView(
        ref,
        number(service.desiredCount()),
        number(service.runningCount()),
        number(service.pendingCount()),
        service.deployments().stream().map(EcsShapes::deployment).toList(),
        service.loadBalancers().stream()
            .filter(b -> b.targetGroupArn() != null)
            .map(EcsShapes::binding)
            .toList(),
        service.availabilityZoneRebalancing() == AvailabilityZoneRebalancing.ENABLED);
  }

  private static DeploymentView deployment(Deployment deployment) {
    DeploymentRolloutState state = deployment.rolloutState();
    return new DeploymentView(
        text(deployment.id()),
        "PRIMARY".equals(deployment.status()),
        text(deployment.taskDefinition()),
        state == null || state == DeploymentRolloutState.COMPLETED);
  }

  private static ServiceView.Binding binding(LoadBalancer balancer) {
    return new ServiceView.Binding(
        balancer.targetGroupArn(),
        text(balancer.containerName()),
        number(balancer.containerPort()));
  }

  static TaskView task(Task task) {
    String group = text(task.group());
    TaskStopCode code = task.stopCode();
    return new TaskView(
        task.taskArn(),
        group.startsWith(SERVICE_GROUP) ? group.substring(SERVICE_GROUP.length()) : "",
        status(text(task.lastStatus())),
        !"STOPPED".equals(task.desiredStatus()),
        text(task.taskDefinitionArn()),
        text(task.availabilityZone()),
        task.containerInstanceArn(),
        eniAddress(task),
        ports(task),
        task.createdAt(),
        task.startedAt(),
        task.stoppedAt(),
        code == TaskStopCode.TASK_FAILED_TO_START
            || code == TaskStopCode.ESSENTIAL_CONTAINER_EXITED,
        null);
  }

  /** Everything between RUNNING and STOPPED is still there: its process may live. */
  private static TaskView.Status status(String lastStatus) {
    return switch (lastStatus) {
      case "RUNNING" -> TaskView.Status.RUNNING;
      case "DEACTIVATING", "STOPPING", "DEPROVISIONING" -> TaskView.Status.STOPPING;
      case "STOPPED", "DELETED" -> TaskView.Status.STOPPED;
      default -> TaskView.Status.STARTING;
    };
  }

  private static @Nullable String eniAddress(Task task) {
    return task.attachments().stream()
        .filter(a -> "ElasticNetworkInterface".equals(a.type()) || "eni".equals(a.type()))
        .flatMap(a -> a.details().stream())
        .filter(d -> "privateIPv4Address".equals(d.name()))
        .map(KeyValuePair::value)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static List<TaskView.Port> ports(Task task) {
    List<TaskView.Port> ports = new ArrayList<>();
    for (Container container : task.containers()) {
      container.networkBindings().stream()
          .filter(b -> b.containerPort() != null && b.hostPort() != null)
          .map(b -> new TaskView.Port(text(container.name()), b.containerPort(), b.hostPort()))
          .distinct()
          .forEach(ports::add);
    }
    return ports;
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
