package dev.tidegate.localaws.world.balancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener's data plane sends new flows at one moment. A value: two looks at one table with
 * one hash choose the same target.
 *
 * @param listenerArn the listener
 * @param idleTimeoutSeconds when a silent flow is forgotten
 * @param zones zones in which the load balancer has an address
 * @param groups eligible targets by group, with the weight in force
 */
public record RouteTable(
    String listenerArn, int idleTimeoutSeconds, List<String> zones, List<Group> groups) {

  /**
   * The eligible targets of a group.
   *
   * @param groupArn the group
   * @param weight 0 to 999
   * @param crossZone whether every zone's address reaches all of them
   * @param routes eligible targets, in a fixed order
   */
  public record Group(String groupArn, int weight, boolean crossZone, List<Route> routes) {

    /** Copies. */
    public Group {
      routes = List.copyOf(routes);
    }

    List<Route> from(@Nullable String zone) {
      if (crossZone || zone == null) {
        return routes;
      }
      return routes.stream().filter(r -> r.zone().equals(zone)).toList();
    }
  }

  /**
   * One eligible target.
   *
   * @param groupArn its group
   * @param key its name there
   * @param zone its zone
   */
  public record Route(String groupArn, TargetKey key, String zone) {}

  /** Copies. */
  public RouteTable {
    zones = List.copyOf(zones);
    groups = List.copyOf(groups);
  }

  /**
   * The zones whose address a resolver would hand out: those that reach a target. All of them when
   * none does.
   */
  public List<String> zonesInDns() {
    List<String> reaching =
        zones.stream()
            .filter(z -> groups.stream().anyMatch(g -> g.weight() > 0 && !g.from(z).isEmpty()))
            .toList();
    return reaching.isEmpty() ? zones : reaching;
  }

  /**
   * The target of a new flow: the weights choose the group, then the hash chooses among the group's
   * eligible targets.
   *
   * @param flowHash hash of protocol, both addresses, both ports and the sequence number
   * @param zone zone of the address that the client dialled; null when zones do not matter
   * @return empty when no target is eligible: the flow is refused
   */
  public Optional<Route> choose(long flowHash, @Nullable String zone) {
    List<Group> usable = new ArrayList<>();
    int weights = 0;
    for (Group group : groups) {
      if (group.weight() > 0 && !group.from(zone).isEmpty()) {
        usable.add(group);
        weights += group.weight();
      }
    }
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    long ticket = Long.remainderUnsigned(flowHash, weights);
    int chosen = 0;
    while (ticket >= usable.get(chosen).weight()) {
      ticket -= usable.get(chosen).weight();
      chosen++;
    }
    List<Route> routes = usable.get(chosen).from(zone);
    // Other bits than those that chose the group, so that the two choices are independent.
    int index = (int) Long.remainderUnsigned(FlowHash.mix(flowHash), routes.size());
    return Optional.of(routes.get(index));
  }
}
