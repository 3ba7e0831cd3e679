package dev.tidegate.controller.lab;

import dev.tidegate.localaws.LocalAws;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AvailabilityZoneRebalancing;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** The account as operators have set it up, and what its tasks look like from outside. */
public final class CloudModel {
  public static final String CLUSTER = "tidegate";
  static final int PORT = 7000;

  final LocalAws aws;
  public final EcsClient ecs;
  public final ElasticLoadBalancingV2Client elb;
  String group = "";
  String listener = "";

  CloudModel(LocalAws aws) {
    this.aws = aws;
    this.ecs = aws.ecs();
    this.elb = aws.elb();
  }

  void createWorkers(int desired) {
    String definition = definition("worker");
    ecs.createService(
        r ->
            r.cluster(CLUSTER)
                .serviceName("workers")
                .taskDefinition(definition)
                .desiredCount(desired));
  }

  void createRuntimes(int desired, int delaySeconds) {
    group =
        elb.createTargetGroup(
                r ->
                    r.name("rt")
                        .protocol(ProtocolEnum.TCP)
                        .port(PORT)
                        .vpcId("vpc-1")
                        .targetType(TargetTypeEnum.INSTANCE)
                        .healthCheckIntervalSeconds(5)
                        .healthyThresholdCount(2)
                        .unhealthyThresholdCount(2))
            .targetGroups()
            .get(0)
            .targetGroupArn();
    elb.modifyTargetGroupAttributes(
        r ->
            r.targetGroupArn(group)
                .attributes(
                    attribute("deregistration_delay.timeout_seconds", "" + delaySeconds),
                    attribute("load_balancing.cross_zone.enabled", "true")));
    String balancer =
        elb.createLoadBalancer(
                r ->
                    r.name("nlb")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets("subnet-eu-west-1a", "subnet-eu-west-1b"))
            .loadBalancers()
            .get(0)
            .loadBalancerArn();
    TargetGroupTuple tuple = TargetGroupTuple.builder().targetGroupArn(group).weight(1).build();
    Action forward =
        Action.builder()
            .type(ActionTypeEnum.FORWARD)
            .forwardConfig(f -> f.targetGroups(List.of(tuple)))
            .build();
    listener =
        elb.createListener(
                r ->
                    r.loadBalancerArn(balancer)
                        .port(9000)
                        .protocol(ProtocolEnum.TCP)
                        .defaultActions(List.of(forward)))
            .listeners()
            .get(0)
            .listenerArn();
    CreateServiceRequest request =
        CreateServiceRequest.builder()
            .cluster(CLUSTER)
            .serviceName("runtimes")
            .taskDefinition(definition("runtime"))
            .desiredCount(desired)
            .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED)
            .loadBalancers(
                List.of(
                    LoadBalancer.builder()
                        .targetGroupArn(group)
                        .containerName("app")
                        .containerPort(PORT)
                        .build()))
            .build();
    ecs.createService(request);
  }

  private static TargetGroupAttribute attribute(String key, String value) {
    return TargetGroupAttribute.builder().key(key).value(value).build();
  }

  String definition(String family) {
    PortMapping port = PortMapping.builder().containerPort(PORT).hostPort(0).build();
    ContainerDefinition container =
        ContainerDefinition.builder()
            .name("app")
            .image("app")
            .command(List.of("app"))
            .stopTimeout(20)
            .portMappings(List.of(port))
            .build();
    return ecs.registerTaskDefinition(
            r ->
                r.family(family)
                    .networkMode(NetworkMode.BRIDGE)
                    .cpu("128")
                    .memory("128")
                    .containerDefinitions(List.of(container)))
        .taskDefinition()
        .taskDefinitionArn();
  }

  /** A deployment by somebody else. */
  public void deploy(String service, String family) {
    String definition = definition(family);
    ecs.updateService(r -> r.cluster(CLUSTER).service(service).taskDefinition(definition));
  }

  public int desired(String service) {
    for (int attempt = 1; ; attempt++) {
      try {
        return ecs.describeServices(r -> r.cluster(CLUSTER).services(service))
            .services()
            .get(0)
            .desiredCount();
      } catch (EcsException e) {
        // Injected faults are for the controller; whoever judges it asks again.
        if (attempt == 50) {
          throw e;
        }
      }
    }
  }

  public boolean deploying(String service) {
    var deployments =
        ecs.describeServices(r -> r.cluster(CLUSTER).services(service))
            .services()
            .get(0)
            .deployments();
    return deployments.size() > 1
        || deployments.stream().anyMatch(d -> d.rolloutState() != DeploymentRolloutState.COMPLETED);
  }

  public void setDesired(String service, int count) {
    ecs.updateService(r -> r.cluster(CLUSTER).service(service).desiredCount(count));
  }

  /** All tasks of a service that ECS still lists, by ARN. */
  Map<String, Task> tasks(String service) {
    List<String> arns = new ArrayList<>();
    for (DesiredStatus status : List.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)) {
      arns.addAll(
          ecs.listTasks(r -> r.cluster(CLUSTER).serviceName(service).desiredStatus(status))
              .taskArns());
    }
    Map<String, Task> tasks = new HashMap<>();
    if (!arns.isEmpty()) {
      ecs.describeTasks(r -> r.cluster(CLUSTER).tasks(arns))
          .tasks()
          .forEach(t -> tasks.put(t.taskArn(), t));
    }
    return tasks;
  }

  String instanceOf(Task task) {
    return ecs.describeContainerInstances(
            r -> r.cluster(CLUSTER).containerInstances(task.containerInstanceArn()))
        .containerInstances()
        .get(0)
        .ec2InstanceId();
  }

  /** EC2 instances of the cluster. */
  public List<String> instances() {
    return ec2Ids(ecs.listContainerInstances(r -> r.cluster(CLUSTER)).containerInstanceArns());
  }

  /** EC2 instances that a service's tasks are on, one entry a task. */
  public List<String> instancesOf(String service) {
    List<String> tasks = ecs.listTasks(r -> r.cluster(CLUSTER).serviceName(service)).taskArns();
    return ec2Ids(
        ecs.describeTasks(r -> r.cluster(CLUSTER).tasks(tasks)).tasks().stream()
            .map(task -> task.containerInstanceArn())
            .toList());
  }

  private List<String> ec2Ids(List<String> containerInstances) {
    return ecs
        .describeContainerInstances(r -> r.cluster(CLUSTER).containerInstances(containerInstances))
        .containerInstances()
        .stream()
        .map(instance -> instance.ec2InstanceId())
        .toList();
  }
}
