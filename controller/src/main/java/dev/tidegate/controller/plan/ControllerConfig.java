package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.WorkerPoolSpec;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** All resources, as one valid whole. */
public record ControllerConfig(
    ControllerSpec controller,
    List<WorkerPoolSpec> workerPools,
    List<TargetPoolSpec> targetPools,
    List<RotationRequest> rotations) {
  public ControllerConfig {
    Objects.requireNonNull(controller, "controller");
    workerPools = List.copyOf(workerPools);
    targetPools = List.copyOf(targetPools);
    rotations = List.copyOf(rotations);
  }

  public Set<ServiceRef> services() {
    Set<ServiceRef> all = new TreeSet<>();
    workerPools.forEach(p -> all.add(p.service()));
    targetPools.forEach(p -> all.add(p.service()));
    return all;
  }

  public Set<String> clusters() {
    Set<String> all = new TreeSet<>();
    services().forEach(s -> all.add(s.cluster()));
    return all;
  }

  public Set<String> targetGroups() {
    Set<String> all = new TreeSet<>();
    targetPools.forEach(p -> all.addAll(p.targetGroups()));
    return all;
  }

  public Set<String> queues() {
    Set<String> all = new TreeSet<>();
    workerPools.forEach(p -> all.addAll(p.queues()));
    return all;
  }
}
