package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * One deployment of a service, as ECS reports it.
 *
 * @param primary the one that ECS is moving towards
 * @param settled ECS calls its roll-out COMPLETED, or reports no roll-out state at all
 */
public record DeploymentView(String id, boolean primary, String taskDefinition, boolean settled) {
  public DeploymentView {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(taskDefinition, "taskDefinition");
  }
}
