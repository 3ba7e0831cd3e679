package dev.tidegate.localaws;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** Shorthand for what nearly every test does with an account. Uses the SDK clients only. */
public final class Account {

  public static final String CLUSTER = "tidegate";
  public static final int PORT = 9090;

  public final LocalAws aws;
  public final EcsClient ecs;
  public final ElasticLoadBalancingV2Client elb;

  public Account(LocalAws aws) {
    this.aws = aws;
    this.ecs = aws.ecs();
    this.elb = aws.elb();
  }

  public String definition(String family) {
    return definition(family, NetworkMode.BRIDGE);
  }

  public String definition(String family, NetworkMode mode) {
    return ecs.registerTaskDefinition(
            r ->
                r.family(family)
                    .networkMode(mode)
                    .cpu("256")
                    .memory("256")
                    .containerDefinitions(
                        ContainerDefinition.builder()
                            .name("app")
                            .image("app")
                            .command("app")
                            .stopTimeout(20)
                            .portMappings(
                                PortMapping.builder().containerPort(PORT).hostPort(0).build())
                            .build()))
        .taskDefinition()
        .taskDefinitionArn();
  }

  public String group(String name) {
    return group(name, TargetTypeEnum.INSTANCE);
  }

  public String group(String name, TargetTypeEnum type) {
    return elb.createTargetGroup(
            r ->
                r.name(name)
                    .protocol(ProtocolEnum.TCP)
                    .port(PORT)
                    .vpcId("vpc-1")
                    .targetType(type)
                    .healthCheckIntervalSeconds(10)
                    .healthyThresholdCount(3)
                    .unhealthyThresholdCount(2))
        .targetGroups()
        .get(0)
        .targetGroupArn();
  }

  public String loadBalancer(String name) {
    return elb.createLoadBalancer(
            r ->
                r.name(name)
                    .type(LoadBalancerTypeEnum.NETWORK)
                    .subnets("subnet-eu-west-1a", "subnet-eu-west-1b"))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  public String listener(String loadBalancer, int port, TargetGroupTuple... groups) {
    return elb.createListener(
            r ->
                r.loadBalancerArn(loadBalancer)
                    .port(port)
                    .protocol(ProtocolEnum.TCP)
                    .defaultActions(forward(groups)))
        .listeners()
        .get(0)
        .listenerArn();
  }

  public static Action forward(TargetGroupTuple... groups) {
    return Action.builder()
        .type(ActionTypeEnum.FORWARD)
        .forwardConfig(f -> f.targetGroups(groups))
        .build();
  }

  public static TargetGroupTuple weighted(String group, int weight) {
    return TargetGroupTuple.builder().targetGroupArn(group).weight(weight).build();
  }

  /** A group behind a listener of a load balancer of its own; answers the listener. */
  public String exposed(String group) {
    return listener(loadBalancer("nlb"), 9000, weighted(group, 1));
  }

  public void attribute(String group, String key, String value) {
    elb.modifyTargetGroupAttributes(
        r ->
            r.targetGroupArn(group)
                .attributes(TargetGroupAttribute.builder().key(key).value(value).build()));
  }

  public void service(String name, String definition, int desired) {
    service(name, definition, desired, r -> {});
  }

  public void service(
      String name, String definition, int desired, Consumer<CreateServiceRequest.Builder> more) {
    CreateServiceRequest.Builder request =
        CreateServiceRequest.builder()
            .cluster(CLUSTER)
            .serviceName(name)
            .taskDefinition(definition)
            .desiredCount(desired);
    more.accept(request);
    ecs.createService(request.build());
  }

  public void balancedService(String name, String definition, int desired, String group) {
    service(
        name,
        definition,
        desired,
        r ->
            r.loadBalancers(
                LoadBalancer.builder()
                    .targetGroupArn(group)
                    .containerName("app")
                    .containerPort(PORT)
                    .build()));
  }

  public void desired(String service, int count) {
    ecs.updateService(r -> r.cluster(CLUSTER).service(service).desiredCount(count));
  }

  public Service service(String name) {
    return ecs.describeServices(r -> r.cluster(CLUSTER).services(name)).services().get(0);
  }

  public List<Task> running(String service) {
    return tasks(service, DesiredStatus.RUNNING);
  }

  public List<Task> stopping(String service) {
    return tasks(service, DesiredStatus.STOPPED);
  }

  private List<Task> tasks(String service, DesiredStatus desired) {
    List<String> arns =
        ecs
            .listTasksPaginator(r -> r.cluster(CLUSTER).serviceName(service).desiredStatus(desired))
            .taskArns()
            .stream()
            .toList();
    return arns.isEmpty()
        ? List.of()
        : ecs.describeTasks(r -> r.cluster(CLUSTER).tasks(arns)).tasks();
  }

  public Task task(String arn) {
    return ecs.describeTasks(r -> r.cluster(CLUSTER).tasks(arn)).tasks().get(0);
  }

  public void protect(boolean on, String... tasks) {
    ecs.updateTaskProtection(
        r -> r.cluster(CLUSTER).tasks(tasks).protectionEnabled(on).expiresInMinutes(60));
  }

  public String ec2Id(Task task) {
    return ecs.describeContainerInstances(
            r -> r.cluster(CLUSTER).containerInstances(task.containerInstanceArn()))
        .containerInstances()
        .get(0)
        .ec2InstanceId();
  }

  public static int hostPort(Task task) {
    return task.containers().get(0).networkBindings().get(0).hostPort();
  }

  public List<TargetHealthDescription> health(String group) {
    return elb.describeTargetHealth(r -> r.targetGroupArn(group)).targetHealthDescriptions();
  }

  public TargetHealthDescription health(String group, String id, int port) {
    return elb.describeTargetHealth(
            r ->
                r.targetGroupArn(group)
                    .targets(TargetDescription.builder().id(id).port(port).build()))
        .targetHealthDescriptions()
        .get(0);
  }

  public TargetHealthDescription health(String group, Task task) {
    return health(group, ec2Id(task), hostPort(task));
  }

  public String state(String group, Task task) {
    return health(group, task).targetHealth().stateAsString();
  }

  public void register(String group, String id, int port) {
    elb.registerTargets(
        r ->
            r.targetGroupArn(group).targets(TargetDescription.builder().id(id).port(port).build()));
  }

  public void deregister(String group, String id, int port) {
    elb.deregisterTargets(
        r ->
            r.targetGroupArn(group).targets(TargetDescription.builder().id(id).port(port).build()));
  }

  public String instance(int index) {
    return aws.ec2().describeInstances().reservations().get(index).instances().get(0).instanceId();
  }

  /** Moves virtual time in steps of a second until something holds. */
  public Duration until(Duration most, BooleanSupplier condition) {
    Duration waited = Duration.ZERO;
    while (!condition.getAsBoolean()) {
      if (waited.compareTo(most) >= 0) {
        throw new AssertionError(
            "not within " + most + " of world time; the last events were:\n" + tail());
      }
      aws.advance(Duration.ofSeconds(1));
      waited = waited.plusSeconds(1);
    }
    return waited;
  }

  public Duration untilRunning(String service, int count) {
    return until(
        Duration.ofMinutes(10),
        () -> service(service).runningCount() == count && service(service).pendingCount() == 0);
  }

  public Duration untilHealthy(String group, int count) {
    return until(
        Duration.ofMinutes(20),
        () ->
            health(group).stream()
                    .filter(h -> h.targetHealth().stateAsString().equals("healthy"))
                    .count()
                == count);
  }

  private String tail() {
    var events = aws.events();
    StringBuilder text = new StringBuilder();
    events
        .subList(Math.max(0, events.size() - 30), events.size())
        .forEach(e -> text.append(e).append('\n'));
    return text.toString();
  }
}
