package dev.tidegate.localaws.world.machine;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All Auto Scaling groups: each keeps as many instances as it shall have. */
public final class ScalingGroups implements MachineWatcher {

  private static final int MAX_PROTECT_PER_CALL = 50;

  private final Kernel kernel;
  private final Machines machines;
  private final Map<String, ScalingGroup> groups = new LinkedHashMap<>();

  /** No group yet. */
  public ScalingGroups(Kernel kernel, Machines machines) {
    this.kernel = kernel;
    this.machines = machines;
    machines.watch(this);
  }

  /** A new group; its first instances run at once when asked for, else they boot. */
  public ScalingGroup create(ScalingGroupSpec spec, boolean alreadyRunning) {
    if (groups.containsKey(spec.name())) {
      throw new Refusal(
          "AlreadyExists", "AutoScalingGroup by this name already exists - " + spec.name());
    }
    String arn =
        kernel
            .place()
            .arn(
                "autoscaling",
                "autoScalingGroup:" + kernel.hex(8) + ":autoScalingGroupName/" + spec.name());
    ScalingGroup group = new ScalingGroup(spec, arn);
    groups.put(spec.name(), group);
    if (alreadyRunning) {
      for (int i = 0; i < spec.desired(); i++) {
        // Joins before it is up, so that its first event already finds it in the group.
        group.join(machines.start(nextSpec(group)).id());
      }
    }
    settle(group);
    return group;
  }

  /** By its name. */
  public Optional<ScalingGroup> find(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /** All of them, oldest first. */
  public Collection<ScalingGroup> all() {
    return List.copyOf(groups.values());
  }

  /** Sets how many instances there shall be. */
  public void desired(String name, int count) {
    ScalingGroup group = group(name);
    ScalingGroupSpec spec = group.spec();
    if (count < spec.min() || count > spec.max()) {
      throw validation(
          "New SetDesiredCapacity value "
              + count
              + " is outside of min "
              + spec.min()
              + " and max "
              + spec.max()
              + " of the AutoScalingGroup.");
    }
    group.desired(count);
    kernel.note("asg.desired", name, Integer.toString(count));
    settle(group);
  }

  /** Protects instances from scale-in, or lifts it; at most 50 in one call. */
  public void guard(String name, List<String> ids, boolean on) {
    ScalingGroup group = group(name);
    if (ids.size() > MAX_PROTECT_PER_CALL) {
      throw validation("At most " + MAX_PROTECT_PER_CALL + " instances in one call.");
    }
    for (String id : ids) {
      if (!group.members().contains(id)) {
        throw validation("The instance " + id + " is not part of Auto Scaling group " + name + ".");
      }
    }
    ids.forEach(id -> group.guard(id, on));
  }

  /** Ends one instance by choice; unless the desired count falls with it, it is replaced. */
  public Machine terminate(String id, boolean decrement) {
    ScalingGroup group =
        groups.values().stream()
            .filter(g -> g.members().contains(id))
            .findFirst()
            .orElseThrow(
                () -> validation("Instance Id not found - No managed instance found for id " + id));
    if (decrement) {
      if (group.desired() <= group.spec().min()) {
        throw validation("Currently, desired capacity equals the minimum of the group.");
      }
      group.desired(group.desired() - 1);
    }
    Machine machine = machines.machine(id);
    group.leave(id);
    machines.terminate(id);
    settle(group);
    return machine;
  }

  @Override
  public void machineUp(Machine machine) {}

  @Override
  public void machineDown(Machine machine) {
    machine
        .scalingGroup()
        .flatMap(this::find)
        .filter(g -> g.members().contains(machine.id()))
        .ifPresent(
            g -> {
              g.leave(machine.id());
              settle(g);
            });
  }

  private void settle(ScalingGroup group) {
    while (group.members().size() < group.desired()) {
      group.join(machines.launch(nextSpec(group)).id());
    }
    List<String> unguarded = new ArrayList<>(group.members());
    unguarded.removeIf(group::guarded);
    while (group.members().size() > group.desired() && !unguarded.isEmpty()) {
      String victim = unguarded.remove(kernel.random().nextInt(unguarded.size()));
      group.leave(victim);
      machines.terminate(victim);
    }
  }

  private MachineSpec nextSpec(ScalingGroup group) {
    String zone =
        group.spec().zones().stream()
            .min(Comparator.comparingLong(z -> countIn(group, z)))
            .orElseThrow();
    return new MachineSpec(group.spec().type(), zone, false, null, group.spec().name());
  }

  private long countIn(ScalingGroup group, String zone) {
    return group.members().stream()
        .map(machines::machine)
        .filter(m -> m.zone().equals(zone))
        .count();
  }

  private ScalingGroup group(String name) {
    return find(name)
        .orElseThrow(() -> validation("AutoScalingGroup name not found - no such group: " + name));
  }

  private static Refusal validation(String message) {
    return new Refusal("ValidationError", message);
  }
}
