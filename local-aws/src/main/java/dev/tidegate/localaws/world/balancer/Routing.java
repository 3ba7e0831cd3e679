package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Computes where new flows go: healthy targets that the data plane knows; all that it knows when
 * none is healthy, or when another group of the listener is empty (fail open).
 */
final class Routing {

  private final Kernel kernel;
  private final BalancerPorts ports;
  private final Map<String, Listener> listeners;
  private final Map<String, TargetGroup> groups;

  Routing(
      Kernel kernel,
      BalancerPorts ports,
      Map<String, Listener> listeners,
      Map<String, TargetGroup> groups) {
    this.kernel = kernel;
    this.ports = ports;
    this.listeners = listeners;
    this.groups = groups;
  }

  /** Hands new tables to the data plane for every listener that uses the group. */
  void changed(TargetGroup group) {
    for (Listener listener : listeners.values()) {
      if (listener.inForce().uses(group.arn())) {
        changed(listener);
      }
    }
  }

  void changed(Listener listener) {
    RouteTable table = table(listener);
    kernel.outside(() -> ports.route(table));
  }

  RouteTable table(Listener listener) {
    List<RouteTable.Group> routed = new ArrayList<>();
    boolean emptyGroup = listener.inForce().groups().stream().anyMatch(this::countsAsEmpty);
    for (Forward.Weighted weighted : listener.inForce().groups()) {
      TargetGroup group = groups.get(weighted.groupArn());
      if (group != null) {
        boolean crossZone = group.attributes().crossZone(listener.loadBalancer().crossZone());
        List<RouteTable.Route> routes = eligible(group, emptyGroup);
        routed.add(new RouteTable.Group(group.arn(), weighted.weight(), crossZone, routes));
      }
    }
    return new RouteTable(
        listener.arn(), listener.idleTimeoutSeconds(), listener.loadBalancer().zones(), routed);
  }

  private boolean countsAsEmpty(Forward.Weighted weighted) {
    TargetGroup group = groups.get(weighted.groupArn());
    boolean counts = weighted.weight() > 0 || kernel.openPoints().zeroWeightCountsForFailOpen();
    return counts && (group == null || group.registeredCount() == 0);
  }

  private static List<RouteTable.Route> eligible(TargetGroup group, boolean failOpen) {
    List<Target> known = group.targets().stream().filter(Target::reached).toList();
    boolean noneHealthy = known.stream().noneMatch(Target::serving);
    return known.stream()
        .filter(t -> t.serving() || noneHealthy || failOpen)
        .sorted(Comparator.comparing(t -> t.key().toString()))
        .map(t -> new RouteTable.Route(group.arn(), t.key(), t.zone()))
        .toList();
  }
}
