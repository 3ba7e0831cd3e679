package dev.tidegate.localaws.world;

import dev.tidegate.localaws.world.balancer.BalancerPorts;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.cluster.TaskPorts;

/**
 * What lies outside of the world: processes and sockets, or a model of them. Everything but the two
 * allocations is called between steps.
 */
public interface Outside extends TaskPorts {

  /** New flows of a listener go so from now on. */
  void route(RouteTable table);

  /** The listener is gone. */
  void forget(String listenerArn);

  /** Every flow to a target is reset. */
  void reset(String groupArn, TargetKey key);

  /** Connect to a target; the answer goes to {@code balancers().probeAnswered}. */
  void probe(BalancerPorts.Probe probe);
}
