package dev.tidegate.localaws.world.balancer;

import java.util.Optional;

/** What the load balancers need from outside of themselves. Called only between steps. */
public interface BalancerPorts {

  /** The data plane shall route new flows of a listener so from now on. */
  void route(RouteTable table);

  /** The listener is gone. */
  void forget(String listenerArn);

  /** The data plane shall reset every flow to a target. */
  void reset(String groupArn, TargetKey key);

  /** A health prober shall connect; its answer goes to {@link Balancers#probeAnswered}. */
  void probe(Probe probe);

  /** Which zone a target lies in; empty when no such instance or address exists. */
  Optional<String> zoneOf(TargetType type, String id);

  /**
   * One probe.
   *
   * @param groupArn the group
   * @param key the target
   * @param port where to connect to
   * @param timeoutSeconds when it has failed
   * @param generation to be handed back
   */
  record Probe(String groupArn, TargetKey key, int port, int timeoutSeconds, long generation) {}
}
