package dev.tidegate.controller.aws;

import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** Reads target groups; attributes are kept for some minutes, health never is. */
final class ElbReader {
  private static final Duration KEEP_ATTRIBUTES = Duration.ofMinutes(5);
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String CUTS = "deregistration_delay.connection_termination.enabled";
  private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";

  /** What AWS documents as the delay of a group that says nothing. */
  private static final String DEFAULT_DELAY = "300";

  private final ElasticLoadBalancingV2Client elb;
  private final ApiBudget budget;
  private final LongSupplier nanos;
  private final Map<String, Kept> attributes = new HashMap<>();

  private record Kept(TargetGroupView view, long atNanos) {}

  ElbReader(ElasticLoadBalancingV2Client elb, ApiBudget budget, LongSupplier nanos) {
    this.elb = elb;
    this.budget = budget;
    this.nanos = nanos;
  }

  List<TargetView> targets(String group) {
    return call(
            "DescribeTargetHealth", () -> elb.describeTargetHealth(r -> r.targetGroupArn(group)))
        .targetHealthDescriptions()
        .stream()
        .map(d -> target(group, d))
        .toList();
  }

  TargetView target(String group, String id, int port) {
    TargetDescription one = TargetDescription.builder().id(id).port(port).build();
    List<TargetHealthDescription> found =
        call(
                "DescribeTargetHealth",
                () -> elb.describeTargetHealth(r -> r.targetGroupArn(group).targets(one)))
            .targetHealthDescriptions();
    if (found.size() != 1) {
      throw new PortException(
          FailureKind.PARTIAL,
          "DescribeTargetHealth of " + id + ":" + port + " answered " + found.size() + " targets");
    }
    return target(group, found.get(0));
  }

  TargetGroupView targetGroup(String group) {
    Kept kept = attributes.get(group);
    if (kept != null && nanos.getAsLong() - kept.atNanos() < KEEP_ATTRIBUTES.toNanos()) {
      return kept.view();
    }
    Map<String, String> found = new HashMap<>();
    List<TargetGroupAttribute> all =
        call(
                "DescribeTargetGroupAttributes",
                () -> elb.describeTargetGroupAttributes(r -> r.targetGroupArn(group)))
            .attributes();
    all.forEach(a -> found.put(a.key(), EcsShapes.text(a.value())));
    TargetGroupView view =
        new TargetGroupView(
            group,
            Duration.ofSeconds(Long.parseLong(found.getOrDefault(DELAY, DEFAULT_DELAY))),
            Boolean.parseBoolean(found.getOrDefault(CUTS, "false")),
            crossZone(group, found.getOrDefault(CROSS_ZONE, "")));
    attributes.put(group, new Kept(view, nanos.getAsLong()));
    return view;
  }

  /** A group may leave the choice to its load balancer. */
  private boolean crossZone(String group, String own) {
    if (own.equals("true") || own.equals("false")) {
      return Boolean.parseBoolean(own);
    }
    List<String> balancers =
        call("DescribeTargetGroups", () -> elb.describeTargetGroups(r -> r.targetGroupArns(group)))
            .targetGroups()
            .stream()
            .flatMap(g -> g.loadBalancerArns().stream())
            .toList();
    return !balancers.isEmpty() && balancers.stream().allMatch(this::crossZoneBalancer);
  }

  private boolean crossZoneBalancer(String balancer) {
    return call(
            "DescribeLoadBalancerAttributes",
            () -> elb.describeLoadBalancerAttributes(r -> r.loadBalancerArn(balancer)))
        .attributes()
        .stream()
        .anyMatch(a -> CROSS_ZONE.equals(a.key()) && Boolean.parseBoolean(a.value()));
  }

  private static TargetView target(String group, TargetHealthDescription description) {
    var health = description.targetHealth();
    return new TargetView(
        group,
        description.target().id(),
        EcsShapes.number(description.target().port()),
        EcsShapes.text(description.target().availabilityZone()),
        health == null ? TargetView.Health.UNKNOWN : health(health.state()),
        health == null ? "" : EcsShapes.text(health.reasonAsString()));
  }

  private static TargetView.Health health(TargetHealthStateEnum state) {
    return switch (state) {
      case INITIAL -> TargetView.Health.INITIAL;
      case HEALTHY -> TargetView.Health.HEALTHY;
      case UNHEALTHY -> TargetView.Health.UNHEALTHY;
      case DRAINING, UNHEALTHY_DRAINING -> TargetView.Health.DRAINING;
      case UNUSED -> TargetView.Health.UNUSED;
      case UNAVAILABLE, UNKNOWN_TO_SDK_VERSION -> TargetView.Health.UNKNOWN;
    };
  }

  private <T> T call(String operation, Supplier<T> call) {
    budget.spend(ApiFamily.ELB_READ);
    return AwsFailures.call(operation, call);
  }
}
