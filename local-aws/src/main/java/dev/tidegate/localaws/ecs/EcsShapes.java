package dev.tidegate.localaws.ecs;

import dev.tidegate.localaws.world.cluster.Failure;
import dev.tidegate.localaws.world.cluster.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.ProtectedTask;
import software.amazon.awssdk.services.ecs.model.Resource;
import software.amazon.awssdk.services.ecs.model.SchedulingStrategy;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/** From the world to the SDK's shapes. */
final class EcsShapes {

  private EcsShapes() {}

  static Cluster cluster(dev.tidegate.localaws.world.cluster.Cluster cluster) {
    long running = cluster.tasks().stream().filter(EcsShapes::isRunning).count();
    long pending = cluster.tasks().stream().filter(EcsShapes::isPending).count();
    long services = cluster.services().stream().filter(s -> s.status().equals("ACTIVE")).count();
    return Cluster.builder()
        .clusterArn(cluster.arn())
        .clusterName(cluster.name())
        .status("ACTIVE")
        .registeredContainerInstancesCount(cluster.instances().size())
        .runningTasksCount((int) running)
        .pendingTasksCount((int) pending)
        .activeServicesCount((int) services)
        .build();
  }

  static Service service(dev.tidegate.localaws.world.cluster.Service service) {
    List<dev.tidegate.localaws.world.cluster.Task> tasks = service.cluster().liveTasks(service);
    return Service.builder()
        .serviceArn(service.arn())
        .serviceName(service.name())
        .clusterArn(service.cluster().arn())
        .status(service.status())
        .desiredCount(service.desired())
        .runningCount((int) tasks.stream().filter(EcsShapes::isRunning).count())
        .pendingCount((int) tasks.stream().filter(EcsShapes::isPending).count())
        .launchType(LaunchType.EC2)
        .schedulingStrategy(SchedulingStrategy.REPLICA)
        .taskDefinition(service.primary().definition().arn())
        .deploymentConfiguration(
            DeploymentConfiguration.builder()
                .minimumHealthyPercent(service.spec().minPercent())
                .maximumPercent(service.spec().maxPercent())
                .build())
        .availabilityZoneRebalancing(service.spec().zoneRebalancing())
        .healthCheckGracePeriodSeconds((int) service.spec().healthGrace().toSeconds())
        .loadBalancers(
            service.spec().attachments().stream()
                .map(
                    a ->
                        LoadBalancer.builder()
                            .targetGroupArn(a.groupArn())
                            .containerName(a.containerName())
                            .containerPort(a.containerPort())
                            .build())
                .toList())
        .deployments(service.deployments().stream().map(d -> deployment(d, tasks)).toList())
        .events(
            service.events().stream()
                .map(
                    e ->
                        ServiceEvent.builder()
                            .id(e.id())
                            .createdAt(e.at())
                            .message(e.message())
                            .build())
                .toList())
        .createdAt(service.createdAt())
        .build();
  }

  private static Deployment deployment(
      dev.tidegate.localaws.world.cluster.Deployment deployment,
      List<dev.tidegate.localaws.world.cluster.Task> tasks) {
    List<dev.tidegate.localaws.world.cluster.Task> own =
        tasks.stream().filter(t -> t.deploymentId().equals(deployment.id())).toList();
    return Deployment.builder()
        .id(deployment.id())
        .status(deployment.status())
        .taskDefinition(deployment.definition().arn())
        .desiredCount(deployment.status().equals("PRIMARY") ? deployment.service().desired() : 0)
        .runningCount((int) own.stream().filter(EcsShapes::isRunning).count())
        .pendingCount((int) own.stream().filter(EcsShapes::isPending).count())
        .failedTasks(0)
        .launchType(LaunchType.EC2)
        .createdAt(deployment.createdAt())
        .updatedAt(deployment.updatedAt())
        .rolloutState(deployment.rolloutState())
        .build();
  }

  /** DEACTIVATING and later states are in neither count. */
  private static boolean isRunning(dev.tidegate.localaws.world.cluster.Task task) {
    return task.status() == TaskStatus.RUNNING;
  }

  private static boolean isPending(dev.tidegate.localaws.world.cluster.Task task) {
    return task.status().countsAsPending();
  }

  static Task task(dev.tidegate.localaws.world.cluster.Task task) {
    Optional<String> address = task.privateIp();
    List<Attachment> attachments = new ArrayList<>();
    address.ifPresent(
        ip ->
            attachments.add(
                Attachment.builder()
                    .type("ElasticNetworkInterface")
                    .status("ATTACHED")
                    .details(KeyValuePair.builder().name("privateIPv4Address").value(ip).build())
                    .build()));
    return Task.builder()
        .taskArn(task.arn())
        .clusterArn(task.cluster().arn())
        .taskDefinitionArn(task.definition().arn())
        .containerInstanceArn(task.instance().arn())
        .availabilityZone(task.instance().machine().zone())
        .group(task.service().map(s -> "service:" + s.name()).orElse(null))
        .startedBy(task.deploymentId())
        .launchType(LaunchType.EC2)
        .lastStatus(task.status().name())
        .desiredStatus(task.stopWanted() ? "STOPPED" : "RUNNING")
        .cpu(Integer.toString(task.definition().cpuUnits()))
        .memory(Integer.toString(task.definition().memoryMiB()))
        .containers(container(task))
        .attachments(attachments)
        .createdAt(task.createdAt())
        .startedAt(task.startedAt().orElse(null))
        .stoppingAt(task.stoppingAt().orElse(null))
        .stoppedAt(task.stoppedAt().orElse(null))
        .stopCode(task.stopCode().isEmpty() ? null : task.stopCode())
        .stoppedReason(task.stoppedReason().isEmpty() ? null : task.stoppedReason())
        .build();
  }

  private static Container container(dev.tidegate.localaws.world.cluster.Task task) {
    Container.Builder container =
        Container.builder()
            .containerArn(task.arn().replace(":task/", ":container/"))
            .taskArn(task.arn())
            .name(task.definition().container().name())
            .image(task.definition().container().image())
            .lastStatus(
                task.exitCode().isPresent()
                    ? "STOPPED"
                    : task.startedAt().isPresent() ? "RUNNING" : "PENDING")
            .exitCode(task.exitCode().orElse(null));
    task.privateIp()
        .ifPresentOrElse(
            ip ->
                container.networkInterfaces(
                    NetworkInterface.builder().privateIpv4Address(ip).build()),
            () -> container.networkBindings(bindings(task)));
    return container.build();
  }

  private static List<NetworkBinding> bindings(dev.tidegate.localaws.world.cluster.Task task) {
    List<NetworkBinding> bindings = new ArrayList<>();
    task.hostPorts()
        .forEach(
            (inside, outside) ->
                bindings.add(
                    NetworkBinding.builder()
                        .bindIP("0.0.0.0")
                        .containerPort(inside)
                        .hostPort(outside)
                        .protocol(TransportProtocol.TCP)
                        .build()));
    return bindings;
  }

  static ContainerInstance instance(
      dev.tidegate.localaws.world.cluster.Cluster cluster,
      dev.tidegate.localaws.world.cluster.ContainerInstance instance) {
    List<dev.tidegate.localaws.world.cluster.Task> own =
        cluster.tasks().stream().filter(t -> t.instance() == instance).toList();
    return ContainerInstance.builder()
        .containerInstanceArn(instance.arn())
        .ec2InstanceId(instance.machine().id())
        .status(instance.draining() ? "DRAINING" : "ACTIVE")
        .agentConnected(instance.connected())
        .runningTasksCount((int) own.stream().filter(EcsShapes::isRunning).count())
        .pendingTasksCount((int) own.stream().filter(EcsShapes::isPending).count())
        .registeredResources(
            number("CPU", instance.cpuUnits()),
            number("MEMORY", instance.machine().type().memoryMiB()))
        .remainingResources(
            number("CPU", instance.freeCpuUnits()),
            number("MEMORY", instance.freeMemoryMiB()),
            Resource.builder()
                .name("PORTS")
                .type("STRINGSET")
                .stringSetValue(
                    instance.takenPorts().stream().sorted().map(String::valueOf).toList())
                .build())
        .attributes(
            attribute("ecs.availability-zone", instance.machine().zone()),
            attribute("ecs.instance-type", instance.machine().type().name()))
        .registeredAt(instance.machine().launchedAt())
        .build();
  }

  private static software.amazon.awssdk.services.ecs.model.Attribute attribute(
      String name, String value) {
    return software.amazon.awssdk.services.ecs.model.Attribute.builder()
        .name(name)
        .value(value)
        .build();
  }

  private static Resource number(String name, int value) {
    return Resource.builder().name(name).type("INTEGER").integerValue(value).build();
  }

  static TaskDefinition taskDefinition(
      dev.tidegate.localaws.world.cluster.TaskDefinition definition) {
    dev.tidegate.localaws.world.cluster.ContainerDefinition container = definition.container();
    return TaskDefinition.builder()
        .taskDefinitionArn(definition.arn())
        .family(definition.family())
        .revision(definition.revision())
        .status(TaskDefinitionStatus.ACTIVE)
        .networkMode(definition.awsvpc() ? NetworkMode.AWSVPC : NetworkMode.BRIDGE)
        .cpu(Integer.toString(definition.cpuUnits()))
        .memory(Integer.toString(definition.memoryMiB()))
        .containerDefinitions(
            ContainerDefinition.builder()
                .name(container.name())
                .image(container.image())
                .essential(true)
                .command(container.command())
                .environment(
                    container.environment().entrySet().stream()
                        .map(
                            e ->
                                KeyValuePair.builder().name(e.getKey()).value(e.getValue()).build())
                        .toList())
                .portMappings(
                    container.ports().stream()
                        .map(
                            p ->
                                PortMapping.builder()
                                    .containerPort(p.containerPort())
                                    .hostPort(p.hostPort())
                                    .build())
                        .toList())
                .stopTimeout((int) container.timeToStop().toSeconds())
                .build())
        .build();
  }

  static ProtectedTask protectedTask(
      dev.tidegate.localaws.world.cluster.Task task, Optional<Instant> until) {
    return ProtectedTask.builder()
        .taskArn(task.arn())
        .protectionEnabled(until.isPresent())
        .expirationDate(until.orElse(null))
        .build();
  }

  static software.amazon.awssdk.services.ecs.model.Failure failure(Failure failure) {
    return software.amazon.awssdk.services.ecs.model.Failure.builder()
        .arn(failure.reference())
        .reason(failure.reason())
        .detail(failure.detail().isEmpty() ? null : failure.detail())
        .build();
  }

  static software.amazon.awssdk.services.ecs.model.Failure missing(String reference) {
    return failure(new Failure(reference, "MISSING", ""));
  }
}
