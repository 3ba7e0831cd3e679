package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.Identity;
import dev.tidegate.controller.model.Observed;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target pool as far as it could be read.
 *
 * @param view null if service, tasks or fleet are too old to say anything
 * @param gap what the latest readings did not bring; empty = everything was read just now
 */
record PoolReading(@Nullable PoolView view, String gap) {

  static PoolReading of(TargetPoolSpec spec, ControllerSpec global, Snapshot snapshot) {
    Observed<ServiceView> service = snapshot.service(spec.service());
    Observed<List<TaskView>> tasks = snapshot.tasksOf(spec.service().cluster());
    Observed<FleetView> fleet = snapshot.fleet();
    List<Observed<List<TargetView>>> targets =
        spec.targetGroups().stream().map(snapshot::targetsOf).toList();
    String gap =
        Stream.concat(Stream.of(service, tasks, fleet, snapshot.instances()), targets.stream())
            .map(Observed::problem)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    Optional<ServiceView> known = service.within(global.maxAge(), snapshot.at());
    Optional<List<TaskView>> knownTasks = tasks.within(global.maxAge(), snapshot.at());
    Optional<FleetView> knownFleet = fleet.within(global.maxAge(), snapshot.at());
    if (known.isEmpty() || knownTasks.isEmpty() || knownFleet.isEmpty()) {
      return new PoolReading(null, gap.isEmpty() ? "not read yet" : gap);
    }
    List<TargetView> all = new ArrayList<>();
    targets.forEach(t -> t.within(global.maxAge(), snapshot.at()).ifPresent(all::addAll));
    Map<String, String> instances =
        snapshot.instances().value() == null ? Map.of() : snapshot.instances().value();
    ServiceView mine = onlyPoolGroups(known.get(), spec);
    Identity identity = new Identity(instances, knownFleet.get().runtimes(), all);
    return new PoolReading(
        new PoolView(mine, identity.join(mine, knownTasks.get()), groups(spec, snapshot)), gap);
  }

  private static ServiceView onlyPoolGroups(ServiceView service, TargetPoolSpec spec) {
    return new ServiceView(
        service.ref(),
        service.desired(),
        service.running(),
        service.pending(),
        service.deployments(),
        service.bindings().stream()
            .filter(b -> spec.targetGroups().contains(b.targetGroupArn()))
            .toList(),
        service.zoneRebalancing());
  }

  private static List<TargetGroupView> groups(TargetPoolSpec spec, Snapshot snapshot) {
    List<TargetGroupView> found = new ArrayList<>();
    for (String arn : spec.targetGroups()) {
      Observed<TargetGroupView> group = snapshot.groups().get(arn);
      if (group != null && group.value() != null) {
        found.add(group.value());
      }
    }
    return found;
  }
}
