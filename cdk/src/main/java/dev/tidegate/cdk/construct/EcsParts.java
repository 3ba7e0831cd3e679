package dev.tidegate.cdk.construct;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ecs.AvailabilityZoneRebalancing;
import software.amazon.awscdk.services.ecs.AwsLogDriverMode;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.CapacityProviderStrategy;
import software.amazon.awscdk.services.ecs.ContainerDefinition;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.Ec2Service;
import software.amazon.awscdk.services.ecs.Ec2TaskDefinition;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.NetworkMode;
import software.amazon.awscdk.services.ecs.PlacementStrategy;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** What every task definition and every service of Tidegate has in common. */
final class EcsParts {
  private EcsParts() {}

  /**
   * A task definition in bridge mode with one container. Bridge, not awsvpc: a t3.small has three
   * network interfaces, so that awsvpc leaves room for two tasks.
   */
  static Ec2TaskDefinition bridgeTask(Construct scope, String family, String id) {
    return Ec2TaskDefinition.Builder.create(scope, id)
        .family(family)
        .networkMode(NetworkMode.BRIDGE)
        .build();
  }

  static ContainerDefinition addProgram(
      Ec2TaskDefinition task,
      Program program,
      Map<String, Secret> secrets,
      RemovalPolicy logRemoval) {
    LogGroup logs =
        LogGroup.Builder.create(task, "Logs")
            .retention(RetentionDays.ONE_MONTH)
            .removalPolicy(logRemoval)
            .build();
    return task.addContainer(
        program.name(),
        ContainerDefinitionOptions.builder()
            .containerName(program.name())
            .image(program.image())
            .command(program.arguments())
            .environment(program.environment())
            .secrets(secrets)
            .cpu(program.size().cpuUnits())
            .memoryLimitMiB(program.size().memoryMib())
            .stopTimeout(Durations.cdk(program.stopTimeout()))
            .logging(
                LogDriver.awsLogs(
                    AwsLogDriverProps.builder()
                        .logGroup(logs)
                        .streamPrefix(program.name())
                        // A slow log service must not stop a program that serves others.
                        .mode(AwsLogDriverMode.NON_BLOCKING)
                        .build()))
            .build());
  }

  /**
   * A service without a desired count, so that a deployment leaves the scale alone; with a new
   * service ECS starts one task. Zone rebalancing is off: ECS would move tasks by itself in the
   * middle of a rotation.
   */
  static Ec2Service.Builder service(
      Construct scope, String name, BurstableCluster cluster, Ec2TaskDefinition task) {
    return Ec2Service.Builder.create(scope, "Service")
        .serviceName(name)
        .cluster(cluster.cluster())
        .taskDefinition(task)
        .capacityProviderStrategies(
            List.of(
                CapacityProviderStrategy.builder()
                    .capacityProvider(cluster.capacityProvider().getCapacityProviderName())
                    .weight(1)
                    .build()))
        .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED)
        .placementStrategies(
            List.of(
                PlacementStrategy.spreadAcross("attribute:ecs.availability-zone"),
                PlacementStrategy.spreadAcrossInstances()))
        .minHealthyPercent(100)
        .maxHealthyPercent(200)
        .circuitBreaker(DeploymentCircuitBreaker.builder().enable(true).rollback(true).build())
        .enableEcsManagedTags(true)
        .propagateTags(PropagatedTagSource.SERVICE);
  }
}
