package dev.tidegate.controller.plan;

import dev.tidegate.controller.credit.CreditReport;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.Observed;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that one pass has seen, each part with its age. A part that was never read is missing
 * with a reason, never empty.
 *
 * @param tasks by cluster, with the protections of the pools' tasks
 * @param instances EC2 instance id by container instance ARN
 * @param targets by target group
 * @param victimTargets targets of rotation victims, asked for one by one, by task ARN
 */
public record Snapshot(
    Instant at,
    Leadership leadership,
    Map<ServiceRef, Observed<ServiceView>> services,
    Map<String, Observed<List<TaskView>>> tasks,
    Observed<Map<String, String>> instances,
    Map<String, Observed<List<TargetView>>> targets,
    Map<String, Observed<TargetGroupView>> groups,
    Map<String, List<TargetView>> victimTargets,
    Observed<FleetView> fleet,
    Map<String, Observed<QueueView>> queues,
    Observed<List<SessionView>> sessions,
    Observed<Journal> journal,
    Observed<CreditReport> credits) {
  public Snapshot {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(leadership, "leadership");
    services = Map.copyOf(services);
    tasks = Map.copyOf(tasks);
    targets = Map.copyOf(targets);
    groups = Map.copyOf(groups);
    victimTargets = Map.copyOf(victimTargets);
    queues = Map.copyOf(queues);
  }

  public Observed<ServiceView> service(ServiceRef ref) {
    return services.getOrDefault(ref, Observed.missing("not asked for", at));
  }

  public Observed<List<TaskView>> tasksOf(String cluster) {
    return tasks.getOrDefault(cluster, Observed.missing("not asked for", at));
  }

  public Observed<List<TargetView>> targetsOf(String group) {
    return targets.getOrDefault(group, Observed.missing("not asked for", at));
  }
}
