package dev.tidegate.localaws.world.balancer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A target group and its targets. */
public final class TargetGroup {

  private final String arn;
  private final TargetGroupSpec spec;
  private final Map<TargetKey, Target> targets = new LinkedHashMap<>();
  private GroupAttributes attributes;
  private HealthCheck healthCheck;

  TargetGroup(String arn, TargetGroupSpec spec) {
    this.arn = arn;
    this.spec = spec;
    this.attributes = GroupAttributes.defaults(spec.type());
    this.healthCheck = spec.healthCheck();
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** How it was set up. */
  public TargetGroupSpec spec() {
    return spec;
  }

  /** Its attributes now. */
  public GroupAttributes attributes() {
    return attributes;
  }

  /** How its targets are probed now. */
  public HealthCheck healthCheck() {
    return healthCheck;
  }

  /** Every target, those included that only the data plane still knows. */
  public Collection<Target> targets() {
    return targets.values();
  }

  /** One target. */
  public Optional<Target> target(TargetKey key) {
    return Optional.ofNullable(targets.get(key));
  }

  void attributes(GroupAttributes next) {
    attributes = next;
  }

  void healthCheck(HealthCheck next) {
    healthCheck = next;
  }

  void add(Target target) {
    targets.put(target.key(), target);
  }

  void remove(Target target) {
    targets.remove(target.key(), target);
  }

  long registeredCount() {
    return targets.values().stream().filter(Target::registered).count();
  }
}
