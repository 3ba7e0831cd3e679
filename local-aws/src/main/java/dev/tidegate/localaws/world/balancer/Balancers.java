package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All load balancers, listeners and target groups, with the rules of their API. */
public final class Balancers {

  private static final int MAX_TARGETS = 1000;

  private final Kernel kernel;
  private final BalancerPorts ports;
  private final Map<String, LoadBalancer> loadBalancers = new LinkedHashMap<>();
  private final Map<String, Listener> listeners = new LinkedHashMap<>();
  private final Map<String, TargetGroup> groups = new LinkedHashMap<>();
  private final List<TargetWatcher> watchers = new ArrayList<>();
  private final Routing routing;
  private final TargetLifecycle lifecycle;

  /** No load balancer yet. */
  public Balancers(Kernel kernel, BalancerPorts ports) {
    this.kernel = kernel;
    this.ports = ports;
    this.routing = new Routing(kernel, ports, listeners, groups);
    this.lifecycle = new TargetLifecycle(kernel, ports, routing, this::inUse);
  }

  /** Tells somebody of targets from now on. */
  public void watch(TargetWatcher watcher) {
    watchers.add(watcher);
    lifecycle.watch(watcher);
  }

  /** A new load balancer; its name is unique. */
  public LoadBalancer createLoadBalancer(String name, boolean internal, List<String> zones) {
    if (loadBalancers.values().stream().anyMatch(l -> l.name().equals(name))) {
      throw new Refusal(
          "DuplicateLoadBalancerName", "A load balancer with the name '" + name + "' exists");
    }
    checkName(name);
    String suffix = kernel.hex(16);
    LoadBalancer created =
        new LoadBalancer(
            elb("loadbalancer/net/" + name + "/" + suffix),
            name,
            name + "-" + suffix + ".elb." + kernel.place().region() + ".amazonaws.com",
            internal,
            zones);
    loadBalancers.put(created.arn(), created);
    kernel.note("loadbalancer.created", name, "");
    return created;
  }

  /** A new target group; its name is unique. */
  public TargetGroup createTargetGroup(TargetGroupSpec spec) {
    if (groups.values().stream().anyMatch(g -> g.spec().name().equals(spec.name()))) {
      throw new Refusal(
          "DuplicateTargetGroupName", "A target group with the name '" + spec.name() + "' exists");
    }
    checkName(spec.name());
    TargetGroup created =
        new TargetGroup(elb("targetgroup/" + spec.name() + "/" + kernel.hex(16)), spec);
    groups.put(created.arn(), created);
    kernel.note("targetgroup.created", spec.name(), "");
    return created;
  }

  /** A new listener; its port is free on that load balancer. */
  public Listener createListener(String loadBalancerArn, int port, Forward forward) {
    LoadBalancer owner = loadBalancer(loadBalancerArn);
    if (listeners.values().stream().anyMatch(l -> l.loadBalancer() == owner && l.port() == port)) {
      throw new Refusal("DuplicateListener", "A listener already exists on this port");
    }
    checkAssociation(owner, forward);
    String arn = owner.arn().replace(":loadbalancer/", ":listener/") + "/" + kernel.hex(16);
    Listener created = new Listener(arn, owner, port, forward);
    listeners.put(arn, created);
    kernel.note("listener.created", owner.name() + ":" + port, "");
    routing.changed(created);
    forward.groups().forEach(g -> lifecycle.usageChanged(group(g.groupArn())));
    return created;
  }

  /** Changes weights or groups; the data plane follows later. */
  public Listener modifyListener(String arn, Forward forward) {
    Listener listener = listener(arn);
    checkAssociation(listener.loadBalancer(), forward);
    Forward before = listener.configured();
    listener.configure(forward);
    kernel.note("listener.modified", listener.loadBalancer().name(), weights(forward));
    usageChanged(before, forward);
    kernel.after(
        kernel.lags().balancer().listenerChange(),
        () -> {
          if (listeners.containsKey(arn)) {
            listener.enforce(forward);
            kernel.note("listener.enforced", listener.loadBalancer().name(), weights(forward));
            routing.changed(listener);
          }
        });
    return listener;
  }

  /** Deletes a listener; its port closes. */
  public void deleteListener(String arn) {
    Listener listener = listener(arn);
    listeners.remove(arn);
    kernel.outside(() -> ports.forget(arn));
    listener.configured().groups().forEach(g -> lifecycle.usageChanged(group(g.groupArn())));
  }

  /** Deletes a load balancer with its listeners. */
  public void deleteLoadBalancer(String arn) {
    LoadBalancer owner = loadBalancer(arn);
    listeners.values().stream()
        .filter(l -> l.loadBalancer() == owner)
        .map(Listener::arn)
        .toList()
        .forEach(this::deleteListener);
    loadBalancers.remove(arn);
  }

  /** Deletes a target group that no listener uses. */
  public void deleteTargetGroup(String arn) {
    TargetGroup group = group(arn);
    if (attached(arn)) {
      throw new Refusal(
          "ResourceInUse",
          "Target group '" + arn + "' is currently in use by a listener or a rule");
    }
    groups.remove(group.arn());
  }

  /** Changes attributes of a group. */
  public TargetGroup modifyAttributes(String groupArn, Map<String, String> changes) {
    TargetGroup group = group(groupArn);
    group.attributes(group.attributes().with(changes));
    routing.changed(group);
    return group;
  }

  /** Changes how a group is probed. */
  public TargetGroup modifyHealthCheck(String groupArn, HealthCheck check) {
    TargetGroup group = group(groupArn);
    group.healthCheck(check);
    return group;
  }

  /** Switches cross-zone balancing of a load balancer. */
  public void crossZone(String loadBalancerArn, boolean on) {
    LoadBalancer owner = loadBalancer(loadBalancerArn);
    owner.crossZone(on);
    listeners.values().stream()
        .filter(l -> l.loadBalancer() == owner)
        .toList()
        .forEach(routing::changed);
  }

  /** Sets when a silent flow is forgotten, for new flows. */
  public void idleTimeout(String listenerArn, int seconds) {
    Listener listener = listener(listenerArn);
    listener.idleTimeoutSeconds(seconds);
    routing.changed(listener);
  }

  /** Registers targets; one that is registered already stays as it is. */
  public void register(String groupArn, List<TargetKey> keys) {
    TargetGroup group = group(groupArn);
    for (TargetKey key : keys) {
      if (ports.zoneOf(group.spec().type(), key.id()).isEmpty()) {
        throw new Refusal(
            "InvalidTarget", "The following targets are not valid: '" + key.id() + "'");
      }
    }
    if (group.registeredCount() + keys.size() > MAX_TARGETS) {
      throw new Refusal("TooManyTargets", "More than " + MAX_TARGETS + " targets in the group");
    }
    for (TargetKey key : keys) {
      lifecycle.register(group, key, ports.zoneOf(group.spec().type(), key.id()).orElseThrow());
    }
  }

  /** Deregisters targets on behalf of ECS itself. */
  public void deregister(String groupArn, List<TargetKey> keys) {
    TargetGroup group = group(groupArn);
    keys.forEach(k -> lifecycle.deregister(group, k));
  }

  /** Deregisters targets because an API caller asked for it. */
  public void deregisterByCaller(String groupArn, List<TargetKey> keys) {
    deregister(groupArn, keys);
    for (TargetKey key : keys) {
      watchers.forEach(w -> w.targetDeregisteredByCaller(groupArn, key));
    }
  }

  /** A prober's answer. One that comes too late for its target's present life is dropped. */
  public void probeAnswered(BalancerPorts.Probe probe, boolean passed) {
    TargetGroup group = groups.get(probe.groupArn());
    if (group != null) {
      lifecycle.probeAnswered(group, probe.key(), probe.generation(), passed);
    }
  }

  /** What the control plane says of one target; unused when it is not there. */
  public TargetState stateOf(String groupArn, TargetKey key) {
    return group(groupArn).target(key).map(Target::state).orElse(TargetState.UNUSED);
  }

  /** Where a listener sends new flows at this moment. */
  public RouteTable routes(String listenerArn) {
    return routing.table(listener(listenerArn));
  }

  /** By its ARN; refuses an unknown one. */
  public LoadBalancer loadBalancer(String arn) {
    return known(loadBalancers.get(arn), "LoadBalancerNotFound", "load balancers", arn);
  }

  /** By its ARN; refuses an unknown one. */
  public Listener listener(String arn) {
    return known(listeners.get(arn), "ListenerNotFound", "listeners", arn);
  }

  /** By its ARN; refuses an unknown one. */
  public TargetGroup group(String arn) {
    return known(groups.get(arn), "TargetGroupNotFound", "target groups", arn);
  }

  /** By its ARN. */
  public Optional<TargetGroup> findGroup(String arn) {
    return Optional.ofNullable(groups.get(arn));
  }

  /** Whether a listener forwards to the group, with whatever weight. */
  public boolean attached(String groupArn) {
    return listeners.values().stream().anyMatch(l -> l.configured().uses(groupArn));
  }

  /** All, oldest first. */
  public Collection<LoadBalancer> loadBalancers() {
    return List.copyOf(loadBalancers.values());
  }

  /** All, oldest first. */
  public Collection<Listener> listeners() {
    return List.copyOf(listeners.values());
  }

  /** All, oldest first. */
  public Collection<TargetGroup> groups() {
    return List.copyOf(groups.values());
  }

  private boolean inUse(TargetGroup group) {
    Predicate<Forward> uses =
        kernel.openPoints().zeroWeightIsHealthChecked()
            ? f -> f.uses(group.arn())
            : f -> f.usesWithWeight(group.arn());
    return listeners.values().stream().map(Listener::configured).anyMatch(uses);
  }

  private void usageChanged(Forward before, Forward after) {
    before.groups().forEach(g -> findGroup(g.groupArn()).ifPresent(lifecycle::usageChanged));
    after.groups().stream()
        .filter(g -> !before.uses(g.groupArn()))
        .forEach(g -> lifecycle.usageChanged(group(g.groupArn())));
  }

  /** A group of a Network Load Balancer belongs to one of them only. */
  private void checkAssociation(LoadBalancer owner, Forward forward) {
    for (Forward.Weighted weighted : forward.groups()) {
      String arn = group(weighted.groupArn()).arn();
      boolean elsewhere =
          listeners.values().stream()
              .anyMatch(l -> l.loadBalancer() != owner && l.configured().uses(arn));
      if (elsewhere) {
        throw new Refusal(
            "TargetGroupAssociationLimit",
            "The target group is already associated with another load balancer: " + arn);
      }
    }
  }

  private static String weights(Forward forward) {
    StringBuilder text = new StringBuilder();
    for (Forward.Weighted group : forward.groups()) {
      String[] parts = group.groupArn().split("/", -1);
      text.append(text.isEmpty() ? "" : ",").append(parts[parts.length - 2]);
      text.append('=').append(group.weight());
    }
    return text.toString();
  }

  private static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")) {
      throw new Refusal("ValidationError", "The name '" + name + "' is not valid");
    }
  }

  private static <T> T known(@Nullable T found, String code, String what, String arn) {
    if (found == null) {
      throw new Refusal(code, "One or more " + what + " not found: " + arn);
    }
    return found;
  }

  private String elb(String resource) {
    return kernel.place().arn("elasticloadbalancing", resource);
  }
}
