package dev.tidegate.cli.demo;

import java.util.List;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AvailabilityZoneRebalancing;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** Creates the demo's load balancer and ECS services, by the calls that any AWS would get. */
final class DemoServices {
  static final String CLUSTER = "tidegate";
  static final String RUNTIME = "runtime";
  static final String WORKER = "worker";
  static final int CONTAINER_PORT = 7400;

  private static final int CPU_UNITS = 256;
  private static final int MEMORY_MIB = 256;
  private static final int STOP_TIMEOUT_SECONDS = 30;
  private static final int PROBE_SECONDS = 5;
  private static final int PROBES = 2;
  private static final String DEREGISTRATION_DELAY_SECONDS = "14";

  private final EcsClient ecs;
  private final ElasticLoadBalancingV2Client elb;

  DemoServices(EcsClient ecs, ElasticLoadBalancingV2Client elb) {
    this.ecs = ecs;
    this.elb = elb;
  }

  /**
   * What was created.
   *
   * @param targetGroupArn of the runtimes
   * @param listenerArn where producers and workers connect
   */
  record Balancer(String targetGroupArn, String listenerArn) {}

  Balancer createBalancer() {
    String group =
        elb.createTargetGroup(
                request ->
                    request
                        .name("tidegate-runtimes")
                        .protocol(ProtocolEnum.TCP)
                        .port(CONTAINER_PORT)
                        .vpcId("vpc-demo")
                        .targetType(TargetTypeEnum.INSTANCE)
                        .healthCheckProtocol(ProtocolEnum.TCP)
                        .healthCheckIntervalSeconds(PROBE_SECONDS)
                        .healthyThresholdCount(PROBES)
                        .unhealthyThresholdCount(PROBES))
            .targetGroups()
            .get(0)
            .targetGroupArn();
    elb.modifyTargetGroupAttributes(
        request ->
            request
                .targetGroupArn(group)
                .attributes(
                    attribute("deregistration_delay.timeout_seconds", DEREGISTRATION_DELAY_SECONDS),
                    attribute("preserve_client_ip.enabled", "false"),
                    attribute(
                        "target_health_state.unhealthy.connection_termination.enabled", "false"),
                    attribute("load_balancing.cross_zone.enabled", "true")));
    String balancer =
        elb.createLoadBalancer(
                request ->
                    request
                        .name("tidegate")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .scheme(LoadBalancerSchemeEnum.INTERNAL)
                        .subnets("subnet-a", "subnet-b"))
            .loadBalancers()
            .get(0)
            .loadBalancerArn();
    String listener =
        elb.createListener(
                request ->
                    request
                        .loadBalancerArn(balancer)
                        .protocol(ProtocolEnum.TCP)
                        .port(CONTAINER_PORT)
                        .defaultActions(
                            Action.builder()
                                .type(ActionTypeEnum.FORWARD)
                                .targetGroupArn(group)
                                .build()))
            .listeners()
            .get(0)
            .listenerArn();
    return new Balancer(group, listener);
  }

  private static TargetGroupAttribute attribute(String key, String value) {
    return TargetGroupAttribute.builder().key(key).value(value).build();
  }

  void createRuntimes(int count, List<String> command, String targetGroupArn) {
    PortMapping port =
        PortMapping.builder()
            .containerPort(CONTAINER_PORT)
            .hostPort(0)
            .protocol(TransportProtocol.TCP)
            .build();
    String definition = define(RUNTIME, command, List.of(port));
    ecs.createService(
        request ->
            request
                .cluster(CLUSTER)
                .serviceName(RUNTIME)
                .taskDefinition(definition)
                .desiredCount(count)
                .launchType(LaunchType.EC2)
                .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED)
                .loadBalancers(
                    LoadBalancer.builder()
                        .targetGroupArn(targetGroupArn)
                        .containerName(RUNTIME)
                        .containerPort(CONTAINER_PORT)
                        .build()));
  }

  void createWorkers(int count, List<String> command) {
    String definition = define(WORKER, command, List.of());
    ecs.createService(
        request ->
            request
                .cluster(CLUSTER)
                .serviceName(WORKER)
                .taskDefinition(definition)
                .desiredCount(count)
                .launchType(LaunchType.EC2)
                .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED));
  }

  private String define(String family, List<String> command, List<PortMapping> ports) {
    return ecs.registerTaskDefinition(
            request ->
                request
                    .family(family)
                    .networkMode(NetworkMode.BRIDGE)
                    .containerDefinitions(
                        ContainerDefinition.builder()
                            .name(family)
                            .image("tidegate/" + family + ":demo")
                            .essential(true)
                            .cpu(CPU_UNITS)
                            .memory(MEMORY_MIB)
                            .stopTimeout(STOP_TIMEOUT_SECONDS)
                            .command(command)
                            .environment(
                                KeyValuePair.builder()
                                    .name(Java.CLASS_PATH_VARIABLE)
                                    .value(Java.classPath())
                                    .build())
                            .portMappings(ports)
                            .build()))
        .taskDefinition()
        .taskDefinitionArn();
  }

  /** Targets that the load balancer calls healthy. */
  int healthyTargets(String targetGroupArn) {
    return (int)
        elb
            .describeTargetHealth(request -> request.targetGroupArn(targetGroupArn))
            .targetHealthDescriptions()
            .stream()
            .filter(target -> target.targetHealth().state() == TargetHealthStateEnum.HEALTHY)
            .count();
  }

  /** The EC2 instance that the service's oldest running task is on. */
  String instanceOfOldest(String service) {
    List<String> arns =
        ecs.listTasks(request -> request.cluster(CLUSTER).serviceName(service)).taskArns();
    Task oldest =
        ecs
            .describeTasks(DescribeTasksRequest.builder().cluster(CLUSTER).tasks(arns).build())
            .tasks()
            .stream()
            .filter(task -> "RUNNING".equals(task.lastStatus()))
            .min(java.util.Comparator.comparing(Task::startedAt))
            .orElseThrow();
    return ecs.describeContainerInstances(
            DescribeContainerInstancesRequest.builder()
                .cluster(CLUSTER)
                .containerInstances(oldest.containerInstanceArn())
                .build())
        .containerInstances()
        .get(0)
        .ec2InstanceId();
  }
}
