package dev.tidegate.localaws.world;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.cluster.Cluster;
import dev.tidegate.localaws.world.cluster.Clusters;
import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.machine.Machine;
import dev.tidegate.localaws.world.machine.MachineWatcher;
import dev.tidegate.localaws.world.machine.Machines;
import dev.tidegate.localaws.world.machine.ScalingGroups;
import dev.tidegate.localaws.world.metric.MetricStore;
import java.util.List;

/** One account in one region, and the hand of its clock. Not thread-safe: a driver guards it. */
public final class World {

  private final Kernel kernel;
  private final List<String> zones;
  private final MetricStore metrics;
  private final Machines machines;
  private final ScalingGroups scalingGroups;
  private final Balancers balancers;
  private final Clusters clusters;

  /** A world with one empty cluster. */
  public World(WorldSettings settings, Outside outside) {
    this.kernel =
        new Kernel(
            settings.start(),
            settings.seed(),
            settings.lags(),
            settings.openPoints(),
            settings.place());
    this.zones = settings.zones();
    this.metrics = new MetricStore(kernel);
    this.machines = new Machines(kernel, metrics);
    Addresses addresses = new Addresses(outside, machines, zones.get(0));
    this.scalingGroups = new ScalingGroups(kernel, machines);
    this.balancers = new Balancers(kernel, addresses);
    this.clusters = new Clusters(kernel, balancers, addresses);
    Cluster cluster = clusters.create(settings.cluster());
    machines.watch(
        new MachineWatcher() {
          @Override
          public void machineUp(Machine machine) {
            clusters.join(cluster, machine);
          }

          @Override
          public void machineDown(Machine machine) {
            clusters.leave(machine);
          }
        });
  }

  /** Time, chance and the log. */
  public Kernel kernel() {
    return kernel;
  }

  /** Its Availability Zones. */
  public List<String> zones() {
    return zones;
  }

  /** CloudWatch. */
  public MetricStore metrics() {
    return metrics;
  }

  /** EC2. */
  public Machines machines() {
    return machines;
  }

  /** Auto Scaling. */
  public ScalingGroups scalingGroups() {
    return scalingGroups;
  }

  /** Elastic Load Balancing. */
  public Balancers balancers() {
    return balancers;
  }

  /** ECS. */
  public Clusters clusters() {
    return clusters;
  }
}
