package dev.tidegate.localaws.world;

import dev.tidegate.localaws.world.balancer.BalancerPorts;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.balancer.TargetType;
import dev.tidegate.localaws.world.cluster.TaskLaunch;
import dev.tidegate.localaws.world.cluster.TaskPorts;
import dev.tidegate.localaws.world.machine.Machine;
import dev.tidegate.localaws.world.machine.Machines;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Passes on to the outside, and remembers in which zone each address was handed out. */
final class Addresses implements BalancerPorts, TaskPorts {

  private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Outside outside;
  private final Machines machines;
  private final String firstZone;
  private final Map<String, String> zoneOfAddress = new HashMap<>();

  Addresses(Outside outside, Machines machines, String firstZone) {
    this.outside = outside;
    this.machines = machines;
    this.firstZone = firstZone;
  }

  @Override
  public Optional<String> zoneOf(TargetType type, String id) {
    if (type == TargetType.INSTANCE) {
      return machines
          .find(id)
          .filter(m -> m.state() != Machine.State.TERMINATED)
          .map(Machine::zone);
    }
    return IP.matcher(id).matches()
        ? Optional.of(zoneOfAddress.getOrDefault(id, firstZone))
        : Optional.empty();
  }

  @Override
  public String freeAddress(String zone) {
    String address = outside.freeAddress(zone);
    zoneOfAddress.put(address, zone);
    return address;
  }

  @Override
  public int freePort(String instanceId, Set<Integer> taken) {
    return outside.freePort(instanceId, taken);
  }

  @Override
  public void start(TaskLaunch launch) {
    outside.start(launch);
  }

  @Override
  public void terminate(String taskId) {
    outside.terminate(taskId);
  }

  @Override
  public void kill(String taskId) {
    outside.kill(taskId);
  }

  @Override
  public void route(RouteTable table) {
    outside.route(table);
  }

  @Override
  public void forget(String listenerArn) {
    outside.forget(listenerArn);
  }

  @Override
  public void reset(String groupArn, TargetKey key) {
    outside.reset(groupArn, key);
  }

  @Override
  public void probe(Probe probe) {
    outside.probe(probe);
  }
}
