package dev.tidegate.localaws.ecs;

import dev.tidegate.localaws.world.cluster.ContainerDefinition;
import dev.tidegate.localaws.world.cluster.NewTaskDefinition;
import dev.tidegate.localaws.world.cluster.ServiceSpec;
import dev.tidegate.localaws.world.cluster.ServiceUpdate;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.SchedulingStrategy;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;

/**
 * From the SDK's shapes to the world's. What would change behaviour and is not modelled is refused.
 */
final class EcsRequests {

  private static final int DEFAULT_MIN_PERCENT = 100;
  private static final int DEFAULT_MAX_PERCENT = 200;

  private EcsRequests() {}

  static NewTaskDefinition taskDefinition(RegisterTaskDefinitionRequest request) {
    if (request.family() == null || request.family().isBlank()) {
      throw new Refusal("ClientException", "Family should not be null or empty.");
    }
    if (request.containerDefinitions().size() != 1) {
      throw new UnsupportedOperationException(
          "local-aws models task definitions with one container, not "
              + request.containerDefinitions().size());
    }
    NetworkMode mode = request.networkMode();
    if (mode != null && mode != NetworkMode.BRIDGE && mode != NetworkMode.AWSVPC) {
      throw new UnsupportedOperationException(
          "local-aws models bridge and awsvpc, not " + request.networkModeAsString());
    }
    software.amazon.awssdk.services.ecs.model.ContainerDefinition container =
        request.containerDefinitions().get(0);
    int cpu = firstOf(number(request.cpu()), container.cpu(), 128);
    int memory =
        firstOf(
            number(request.memory()),
            container.memoryReservation() == null
                ? container.memory()
                : container.memoryReservation(),
            256);
    return new NewTaskDefinition(
        request.family(), cpu, memory, mode == NetworkMode.AWSVPC, container(container));
  }

  private static ContainerDefinition container(
      software.amazon.awssdk.services.ecs.model.ContainerDefinition container) {
    if (container.name() == null) {
      throw new Refusal("ClientException", "Container.name should not be null or empty.");
    }
    List<String> command = new ArrayList<>(container.entryPoint());
    command.addAll(container.command());
    Map<String, String> environment = new LinkedHashMap<>();
    container.environment().forEach(e -> environment.put(e.name(), e.value()));
    List<ContainerDefinition.PortMapping> ports = new ArrayList<>();
    container
        .portMappings()
        .forEach(
            p ->
                ports.add(
                    new ContainerDefinition.PortMapping(
                        p.containerPort(), p.hostPort() == null ? 0 : p.hostPort())));
    return new ContainerDefinition(
        container.name(),
        container.image() == null ? "" : container.image(),
        command,
        environment,
        ports,
        container.stopTimeout() == null ? null : Duration.ofSeconds(container.stopTimeout()));
  }

  static ServiceSpec service(CreateServiceRequest request) {
    if (request.serviceName() == null || request.serviceName().isBlank()) {
      throw new Refusal("InvalidParameterException", "Service name should not be empty.");
    }
    if (request.launchType() == LaunchType.FARGATE
        || request.schedulingStrategy() == SchedulingStrategy.DAEMON
        || (request.deploymentController() != null
            && !"ECS".equals(request.deploymentController().typeAsString()))) {
      throw new UnsupportedOperationException(
          "local-aws models replica services on EC2 with the ECS deployment controller only");
    }
    DeploymentConfiguration deployment = rolling(request.deploymentConfiguration());
    Integer grace = request.healthCheckGracePeriodSeconds();
    return new ServiceSpec(
        request.serviceName(),
        firstOf(minPercent(deployment), null, DEFAULT_MIN_PERCENT),
        firstOf(maxPercent(deployment), null, DEFAULT_MAX_PERCENT),
        attachments(request.loadBalancers()),
        Duration.ofSeconds(grace == null ? 0 : grace),
        // CreateService turns zone rebalancing on when nothing is said.
        request.availabilityZoneRebalancing() == null
            ? "ENABLED"
            : request.availabilityZoneRebalancingAsString());
  }

  private static List<ServiceSpec.GroupAttachment> attachments(List<LoadBalancer> given) {
    List<ServiceSpec.GroupAttachment> attachments = new ArrayList<>();
    for (LoadBalancer one : given) {
      if (one.targetGroupArn() == null || one.containerPort() == null) {
        throw new Refusal(
            "InvalidParameterException", "A target group and a container port must be specified.");
      }
      attachments.add(
          new ServiceSpec.GroupAttachment(
              one.targetGroupArn(), one.containerName(), one.containerPort()));
    }
    return attachments;
  }

  static ServiceUpdate update(UpdateServiceRequest request) {
    DeploymentConfiguration deployment = rolling(request.deploymentConfiguration());
    if (request.hasLoadBalancers()) {
      throw new UnsupportedOperationException(
          "local-aws does not model UpdateService with load balancers");
    }
    return new ServiceUpdate(
        request.desiredCount(),
        request.taskDefinition(),
        Boolean.TRUE.equals(request.forceNewDeployment()),
        minPercent(deployment),
        maxPercent(deployment),
        request.availabilityZoneRebalancingAsString());
  }

  private static @Nullable DeploymentConfiguration rolling(
      @Nullable DeploymentConfiguration configuration) {
    boolean other =
        configuration != null
            && configuration.strategy() != null
            && configuration.strategy() != DeploymentStrategy.ROLLING;
    if (other) {
      throw new UnsupportedOperationException("local-aws models the ROLLING strategy only");
    }
    return configuration;
  }

  private static @Nullable Integer minPercent(@Nullable DeploymentConfiguration configuration) {
    return configuration == null ? null : configuration.minimumHealthyPercent();
  }

  private static @Nullable Integer maxPercent(@Nullable DeploymentConfiguration configuration) {
    return configuration == null ? null : configuration.maximumPercent();
  }

  private static int firstOf(@Nullable Integer first, @Nullable Integer second, int otherwise) {
    if (first != null) {
      return first;
    }
    return second == null ? otherwise : second;
  }

  private static @Nullable Integer number(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.isEmpty() || text.length() > 7 || !text.chars().allMatch(Character::isDigit)) {
      throw new Refusal("ClientException", "Invalid 'cpu' or 'memory' setting: " + text);
    }
    return Integer.valueOf(text);
  }
}
