package dev.tidegate.localaws.scenario;

import dev.tidegate.localaws.world.machine.MachineSpec;
import dev.tidegate.localaws.world.machine.ScalingGroupSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What exists when a world begins.
 *
 * @param name what it is called in reports
 * @param cluster the ECS cluster that every instance joins
 * @param zones Availability Zones
 * @param machines instances that run from the beginning, outside of any scaling group
 * @param scalingGroups Auto Scaling groups, their desired instances running
 */
public record Scenario(
    String name,
    String cluster,
    List<String> zones,
    List<MachineSpec> machines,
    List<ScalingGroupSpec> scalingGroups) {

  /** Copies and checks. */
  public Scenario {
    zones = List.copyOf(zones);
    machines = List.copyOf(machines);
    scalingGroups = List.copyOf(scalingGroups);
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("a scenario needs a zone");
    }
  }

  /** Instances of one type, spread over zones a and b of eu-west-1, in the cluster tidegate. */
  public static Scenario fleet(String type, int count) {
    List<String> zones = List.of("eu-west-1a", "eu-west-1b");
    List<MachineSpec> machines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      machines.add(MachineSpec.of(type, zones.get(i % zones.size())));
    }
    return new Scenario(count + " x " + type, "tidegate", zones, machines, List.of());
  }

  /** The same scenario with a scaling group more. */
  public Scenario with(ScalingGroupSpec group) {
    List<ScalingGroupSpec> groups = new ArrayList<>(scalingGroups);
    groups.add(group);
    return new Scenario(name, cluster, zones, machines, groups);
  }

  /** The same scenario with another instance. */
  public Scenario with(MachineSpec machine) {
    List<MachineSpec> more = new ArrayList<>(machines);
    more.add(machine);
    return new Scenario(name, cluster, zones, more, scalingGroups);
  }
}
