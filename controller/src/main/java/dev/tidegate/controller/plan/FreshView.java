package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import java.time.Instant;
import java.util.List;

/**
 * A second reading, made right before an act that disrupts.
 *
 * @param tasks of the service, with protections
 */
public record FreshView(
    Instant now,
    ServiceView service,
    List<TaskView> tasks,
    List<SessionView> sessions,
    FleetView fleet) {
  public FreshView {
    tasks = List.copyOf(tasks);
    sessions = List.copyOf(sessions);
  }
}
