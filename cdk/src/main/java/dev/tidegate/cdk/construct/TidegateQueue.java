package dev.tidegate.cdk.construct;

import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.Ec2Service;
import software.amazon.awscdk.services.ecs.Ec2TaskDefinition;
import software.amazon.awscdk.services.ecs.LoadBalancerTargetOptions;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.ecs.Protocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseNetworkListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.NetworkLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.NetworkTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.constructs.Construct;

/**
 * Queue runtimes behind an internal load balancer, with target-group attributes under which a
 * target can be emptied without a failed call.
 */
public final class TidegateQueue extends Construct {
  /** Port of the load balancer and of the runtime inside its container. */
  public static final int PORT = 7400;

  /** Ports that Docker gives a container whose host port is 0. */
  static final int FIRST_DYNAMIC_PORT = 32_768;

  static final int LAST_DYNAMIC_PORT = 61_000;

  /**
   * Has to be above: lag until the load balancer has stopped sending, plus the time to send every
   * connection away, plus the grace of open streams. The controller checks the same at run time.
   */
  static final Duration DEREGISTRATION_DELAY = Duration.seconds(600);

  /** New targets were seen to wait up to 5 minutes for their first health check. */
  private static final Duration HEALTH_CHECK_GRACE = Duration.minutes(7);

  private final NetworkLoadBalancer loadBalancer;
  private final NetworkTargetGroup targetGroup;
  private final Ec2Service service;
  private final DrainBudget drain;

  /**
   * @param family name of the task definition
   * @param serviceName name of the ECS service
   * @param image the runtime's image
   * @param redis where the jobs are
   * @param dataClass what that store promises
   * @param drain how long a runtime takes to go
   * @param logRemoval what becomes of the logs
   */
  public record Settings(
      String family,
      String serviceName,
      ContainerImage image,
      RedisUrl redis,
      DataClass dataClass,
      DrainBudget drain,
      RemovalPolicy logRemoval) {
    /** Checks that nothing is missing. */
    public Settings {
      Objects.requireNonNull(family, "family");
      Objects.requireNonNull(serviceName, "serviceName");
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(redis, "redis");
      Objects.requireNonNull(dataClass, "dataClass");
      Objects.requireNonNull(drain, "drain");
      Objects.requireNonNull(logRemoval, "logRemoval");
    }
  }

  public TidegateQueue(
      Construct scope, String id, IVpc vpc, BurstableCluster cluster, Settings settings) {
    super(scope, id);
    this.drain = settings.drain();
    SecurityGroup front = frontSecurityGroup(vpc, cluster);
    this.loadBalancer =
        NetworkLoadBalancer.Builder.create(this, "LoadBalancer")
            .vpc(vpc)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .internetFacing(false)
            .securityGroups(List.of(front))
            // A zone may have fewer than two runtimes. Traffic between zones is charged for.
            .crossZoneEnabled(true)
            .build();
    this.targetGroup = targetGroup(vpc);
    loadBalancer.addListener(
        "Grpc",
        BaseNetworkListenerProps.builder()
            .port(PORT)
            .protocol(software.amazon.awscdk.services.elasticloadbalancingv2.Protocol.TCP)
            .defaultTargetGroups(List.of(targetGroup))
            .build());
    this.service =
        EcsParts.service(this, settings.serviceName(), cluster, task(settings))
            .healthCheckGracePeriod(HEALTH_CHECK_GRACE)
            .build();
    targetGroup.addTarget(
        service.loadBalancerTarget(
            LoadBalancerTargetOptions.builder()
                .containerName("runtime")
                .containerPort(PORT)
                .build()));
  }

  /**
   * Clients inside the VPC reach the load balancer, and it reaches the dynamic ports of the hosts.
   * The hosts' group belongs to another stack: the rule stands here, else each would need the
   * other.
   */
  private SecurityGroup frontSecurityGroup(IVpc vpc, BurstableCluster cluster) {
    SecurityGroup front =
        SecurityGroup.Builder.create(this, "Front")
            .vpc(vpc)
            .description("Load balancer of the queue: in from the VPC, out to dynamic ports")
            .allowAllOutbound(false)
            .build();
    front.addIngressRule(
        Peer.ipv4(vpc.getVpcCidrBlock()), Port.tcp(PORT), "clients inside the VPC");
    front.addEgressRule(
        cluster.hostSecurityGroup(),
        Port.tcpRange(FIRST_DYNAMIC_PORT, LAST_DYNAMIC_PORT),
        "runtimes and their health checks");
    CfnSecurityGroupIngress.Builder.create(this, "HostsFromLoadBalancer")
        .groupId(cluster.hostSecurityGroup().getSecurityGroupId())
        .sourceSecurityGroupId(front.getSecurityGroupId())
        .ipProtocol("tcp")
        .fromPort(FIRST_DYNAMIC_PORT)
        .toPort(LAST_DYNAMIC_PORT)
        .description("dynamic ports, from the load balancer only")
        .build();
    return front;
  }

  private NetworkTargetGroup targetGroup(IVpc vpc) {
    NetworkTargetGroup group =
        NetworkTargetGroup.Builder.create(this, "Targets")
            .vpc(vpc)
            .targetType(TargetType.INSTANCE)
            .port(PORT)
            .protocol(software.amazon.awscdk.services.elasticloadbalancingv2.Protocol.TCP)
            // A container that calls the queue may be sent back to its own host; with its address
            // kept, that connection would fail.
            .preserveClientIp(false)
            .proxyProtocolV2(false)
            .deregistrationDelay(DEREGISTRATION_DELAY)
            // The runtime ends connections, politely; the load balancer never.
            .connectionTermination(false)
            .healthCheck(
                HealthCheck.builder()
                    // Is the port open? Nothing behind it: when Redis is away every runtime would
                    // fail at once, and ECS would replace the whole fleet.
                    .protocol(software.amazon.awscdk.services.elasticloadbalancingv2.Protocol.TCP)
                    .port("traffic-port")
                    .interval(Duration.seconds(10))
                    .healthyThresholdCount(3)
                    .unhealthyThresholdCount(3)
                    .build())
            .build();
    group.setAttribute("target_health_state.unhealthy.connection_termination.enabled", "false");
    // A sticky source would come back to the target that has just sent it away.
    group.setAttribute("stickiness.enabled", "false");
    return group;
  }

  private Ec2TaskDefinition task(Settings settings) {
    Ec2TaskDefinition task = EcsParts.bridgeTask(this, settings.family(), "Task");
    Program program =
        new Program(
            "runtime",
            settings.image(),
            CommandLines.serve(settings),
            settings.redis().environment(),
            Program.Size.RUNTIME,
            settings.drain().stopTimeout());
    EcsParts.addProgram(task, program, settings.redis().secrets(), settings.logRemoval())
        .addPortMappings(
            PortMapping.builder().containerPort(PORT).hostPort(0).protocol(Protocol.TCP).build());
    return task;
  }

  /** Tells the controller to look after these runtimes. */
  public void publish(BurstableCluster cluster, ResourceStore resources) {
    resources.put(
        this,
        "Pool",
        "target-pool-runtime",
        ResourceDocuments.targetPool(
            "runtime",
            cluster.cluster().getClusterName(),
            service.getServiceName(),
            targetGroup.getTargetGroupArn(),
            drain.lag()));
  }

  /** Where clients connect: the load balancer's name and port. */
  public String target() {
    return loadBalancer.getLoadBalancerDnsName() + ":" + PORT;
  }

  /** The ECS service. */
  public Ec2Service service() {
    return service;
  }

  /** The runtimes' target group. */
  public NetworkTargetGroup targetGroup() {
    return targetGroup;
  }
}
