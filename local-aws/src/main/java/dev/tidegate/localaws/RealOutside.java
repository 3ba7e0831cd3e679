package dev.tidegate.localaws;

import dev.tidegate.localaws.dataplane.DataPlane;
import dev.tidegate.localaws.task.LaunchedTasks;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.Outside;
import dev.tidegate.localaws.world.balancer.BalancerPorts;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The outside of a world in real time: real tasks and real sockets. */
final class RealOutside implements Outside {

  private final DataPlane dataPlane;
  private final LaunchedTasks tasks;
  private final HostPorts ports;
  private final CompletableFuture<Driver> driver = new CompletableFuture<>();
  private int addresses;

  RealOutside(DataPlane dataPlane, LaunchedTasks tasks, HostPorts ports) {
    this.dataPlane = dataPlane;
    this.tasks = tasks;
    this.ports = ports;
  }

  void bind(Driver to) {
    driver.complete(to);
    tasks.bind(to);
  }

  @Override
  public void start(TaskLaunch launch) {
    tasks.start(launch);
  }

  @Override
  public void terminate(String taskId) {
    tasks.terminate(taskId);
  }

  @Override
  public void kill(String taskId) {
    tasks.kill(taskId);
  }

  @Override
  public int freePort(String instanceId, Set<Integer> taken) {
    return ports.free();
  }

  /** Every 127.x.y.z is this machine on Linux; elsewhere awsvpc tasks cannot listen there. */
  @Override
  public String freeAddress(String zone) {
    addresses++;
    return "127.42." + (addresses >> 8) + "." + (addresses & 255);
  }

  @Override
  public void route(RouteTable table) {
    dataPlane.route(table);
  }

  @Override
  public void forget(String listenerArn) {
    dataPlane.forget(listenerArn);
  }

  @Override
  public void reset(String groupArn, TargetKey key) {
    dataPlane.reset(groupArn, key);
  }

  @Override
  public void probe(BalancerPorts.Probe probe) {
    dataPlane.probe(
        probe.key(),
        probe.port(),
        probe.timeoutSeconds(),
        passed -> driver.join().run(world -> world.balancers().probeAnswered(probe, passed)));
  }
}
