package dev.tidegate.localaws.elb;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.balancer.HealthCheck;
import dev.tidegate.localaws.world.balancer.Target;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.balancer.TargetReason;
import dev.tidegate.localaws.world.balancer.TargetState;
import dev.tidegate.localaws.world.balancer.TargetType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerState;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** From the world to the SDK's shapes. */
final class ElbShapes {

  private ElbShapes() {}

  static LoadBalancer loadBalancer(dev.tidegate.localaws.world.balancer.LoadBalancer loadBalancer) {
    return LoadBalancer.builder()
        .loadBalancerArn(loadBalancer.arn())
        .loadBalancerName(loadBalancer.name())
        .dnsName(loadBalancer.dnsName())
        .type(LoadBalancerTypeEnum.NETWORK)
        .scheme(
            loadBalancer.internal()
                ? LoadBalancerSchemeEnum.INTERNAL
                : LoadBalancerSchemeEnum.INTERNET_FACING)
        .state(LoadBalancerState.builder().code(LoadBalancerStateEnum.ACTIVE).build())
        .availabilityZones(
            loadBalancer.zones().stream()
                .map(z -> AvailabilityZone.builder().zoneName(z).build())
                .toList())
        .build();
  }

  static Listener listener(dev.tidegate.localaws.world.balancer.Listener listener) {
    List<TargetGroupTuple> groups =
        listener.configured().groups().stream()
            .map(
                g ->
                    TargetGroupTuple.builder()
                        .targetGroupArn(g.groupArn())
                        .weight(g.weight())
                        .build())
            .toList();
    Action action =
        Action.builder()
            .type(ActionTypeEnum.FORWARD)
            .targetGroupArn(groups.size() == 1 ? groups.get(0).targetGroupArn() : null)
            .forwardConfig(f -> f.targetGroups(groups))
            .build();
    return Listener.builder()
        .listenerArn(listener.arn())
        .loadBalancerArn(listener.loadBalancer().arn())
        .port(listener.port())
        .protocol(ProtocolEnum.TCP)
        .defaultActions(action)
        .build();
  }

  static TargetGroup targetGroup(
      Balancers balancers, dev.tidegate.localaws.world.balancer.TargetGroup group) {
    HealthCheck check = group.healthCheck();
    Integer probePort = check.port();
    List<String> owners =
        balancers.listeners().stream()
            .filter(
                l ->
                    l.configured().groups().stream()
                        .anyMatch(g -> g.groupArn().equals(group.arn())))
            .map(l -> l.loadBalancer().arn())
            .distinct()
            .toList();
    return TargetGroup.builder()
        .targetGroupArn(group.arn())
        .targetGroupName(group.spec().name())
        .protocol(ProtocolEnum.TCP)
        .port(group.spec().port())
        .vpcId(group.spec().vpc())
        .targetType(
            group.spec().type() == TargetType.IP ? TargetTypeEnum.IP : TargetTypeEnum.INSTANCE)
        .healthCheckEnabled(true)
        .healthCheckProtocol(ProtocolEnum.TCP)
        .healthCheckPort(probePort == null ? "traffic-port" : probePort.toString())
        .healthCheckIntervalSeconds(check.intervalSeconds())
        .healthCheckTimeoutSeconds(check.timeoutSeconds())
        .healthyThresholdCount(check.healthyThreshold())
        .unhealthyThresholdCount(check.unhealthyThreshold())
        .loadBalancerArns(owners)
        .build();
  }

  static List<TargetGroupAttribute> attributes(
      dev.tidegate.localaws.world.balancer.TargetGroup group) {
    return group.attributes().values().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> TargetGroupAttribute.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  static TargetHealthDescription health(
      dev.tidegate.localaws.world.balancer.TargetGroup group, TargetKey key) {
    Target target = group.target(key).orElse(null);
    TargetState state = target == null ? TargetState.UNUSED : target.state();
    TargetReason reason = target == null ? TargetReason.NOT_REGISTERED : target.reason();
    Integer probePort = group.healthCheck().port();
    return TargetHealthDescription.builder()
        .target(zoned(key, target))
        .healthCheckPort(Integer.toString(probePort == null ? key.port() : probePort))
        .targetHealth(
            TargetHealth.builder()
                .state(state.wire())
                .reason(reason.code().isEmpty() ? null : reason.code())
                .description(reason.text().isEmpty() ? null : reason.text())
                .build())
        .build();
  }

  private static TargetDescription zoned(TargetKey key, @Nullable Target target) {
    return TargetDescription.builder()
        .id(key.id())
        .port(key.port())
        .availabilityZone(target == null ? null : target.zone())
        .build();
  }
}
