package dev.tidegate.localaws.elb;

import dev.tidegate.localaws.world.balancer.Forward;
import dev.tidegate.localaws.world.balancer.HealthCheck;
import dev.tidegate.localaws.world.balancer.TargetGroup;
import dev.tidegate.localaws.world.balancer.TargetGroupSpec;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.balancer.TargetType;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/**
 * From the SDK's shapes to the world's. What would change behaviour and is not modelled is refused.
 */
final class ElbRequests {

  private static final String TRAFFIC_PORT = "traffic-port";

  private ElbRequests() {}

  static TargetGroupSpec targetGroup(CreateTargetGroupRequest request) {
    onlyTcp("target group", request.protocolAsString());
    onlyTcpProbes(request.healthCheckProtocolAsString());
    if (request.port() == null || request.name() == null) {
      throw new Refusal("ValidationError", "A name and a port must be specified");
    }
    TargetTypeEnum type = request.targetType();
    if (type != null && type != TargetTypeEnum.INSTANCE && type != TargetTypeEnum.IP) {
      throw new UnsupportedOperationException(
          "local-aws models instance and ip targets, not " + request.targetTypeAsString());
    }
    HealthCheck usual = HealthCheck.DEFAULT;
    HealthCheck check =
        new HealthCheck(
            probePort(request.healthCheckPort(), null),
            or(request.healthCheckIntervalSeconds(), usual.intervalSeconds()),
            or(request.healthCheckTimeoutSeconds(), usual.timeoutSeconds()),
            or(request.healthyThresholdCount(), usual.healthyThreshold()),
            or(request.unhealthyThresholdCount(), usual.unhealthyThreshold()));
    return new TargetGroupSpec(
        request.name(),
        type == TargetTypeEnum.IP ? TargetType.IP : TargetType.INSTANCE,
        request.port(),
        request.vpcId(),
        check);
  }

  static HealthCheck healthCheck(ModifyTargetGroupRequest request, HealthCheck now) {
    onlyTcpProbes(request.healthCheckProtocolAsString());
    return new HealthCheck(
        probePort(request.healthCheckPort(), now.port()),
        or(request.healthCheckIntervalSeconds(), now.intervalSeconds()),
        or(request.healthCheckTimeoutSeconds(), now.timeoutSeconds()),
        or(request.healthyThresholdCount(), now.healthyThreshold()),
        or(request.unhealthyThresholdCount(), now.unhealthyThreshold()));
  }

  private static @Nullable Integer probePort(@Nullable String asked, @Nullable Integer otherwise) {
    if (asked == null) {
      return otherwise;
    }
    if (asked.equals(TRAFFIC_PORT)) {
      return null;
    }
    if (asked.isEmpty() || asked.length() > 5 || !asked.chars().allMatch(Character::isDigit)) {
      throw new Refusal("ValidationError", "Health check port '" + asked + "' is not valid");
    }
    return Integer.valueOf(asked);
  }

  static void onlyTcp(String what, @Nullable String protocol) {
    if (protocol == null) {
      throw new Refusal("ValidationError", "A protocol must be specified");
    }
    if (!protocol.equals(ProtocolEnum.TCP.toString())) {
      throw new UnsupportedOperationException(
          "local-aws models a TCP " + what + ", not " + protocol);
    }
  }

  private static void onlyTcpProbes(@Nullable String protocol) {
    if (protocol != null && !protocol.equals(ProtocolEnum.TCP.toString())) {
      throw new UnsupportedOperationException(
          "local-aws models TCP health checks, not " + protocol);
    }
  }

  static void onlyNetwork(CreateLoadBalancerRequest request) {
    if (request.name() == null) {
      throw new Refusal("ValidationError", "A name must be specified");
    }
    if (request.type() != LoadBalancerTypeEnum.NETWORK) {
      throw new UnsupportedOperationException(
          "local-aws models network load balancers, not "
              + (request.type() == null ? "application" : request.typeAsString()));
    }
  }

  /**
   * Zones of the load balancer's subnets: a subnet whose name ends in a zone's name lies there, any
   * other takes the next zone in order.
   */
  static List<String> zones(CreateLoadBalancerRequest request, List<String> known) {
    List<String> subnets = new ArrayList<>(request.subnets());
    request.subnetMappings().stream().map(SubnetMapping::subnetId).forEach(subnets::add);
    if (subnets.isEmpty()) {
      throw new Refusal("ValidationError", "At least one subnet must be specified");
    }
    Set<String> zones = new LinkedHashSet<>();
    int next = 0;
    for (String subnet : subnets) {
      String named = known.stream().filter(subnet::endsWith).findFirst().orElse(null);
      zones.add(named == null ? known.get(next++ % known.size()) : named);
    }
    return List.copyOf(zones);
  }

  static Forward forward(List<Action> actions) {
    if (actions.size() != 1 || !"forward".equals(actions.get(0).typeAsString())) {
      throw new Refusal("ValidationError", "Exactly one forward action must be specified");
    }
    Action action = actions.get(0);
    List<Forward.Weighted> groups = new ArrayList<>();
    if (action.forwardConfig() != null && action.forwardConfig().hasTargetGroups()) {
      action
          .forwardConfig()
          .targetGroups()
          .forEach(g -> groups.add(new Forward.Weighted(g.targetGroupArn(), or(g.weight(), 1))));
    } else if (action.targetGroupArn() != null) {
      groups.add(new Forward.Weighted(action.targetGroupArn(), 1));
    }
    return new Forward(groups);
  }

  static List<TargetKey> targets(TargetGroup group, List<TargetDescription> targets) {
    if (targets.isEmpty()) {
      throw new Refusal("ValidationError", "At least one target must be specified");
    }
    return targets.stream()
        .map(t -> new TargetKey(t.id(), or(t.port(), group.spec().port())))
        .toList();
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
