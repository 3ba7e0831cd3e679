package dev.tidegate.cdk.construct;

import dev.tidegate.cdk.construct.Permission.Scope;
import java.util.List;

/** What a worker may do in AWS. */
public final class WorkerPermissions {
  /** Every action with its reason. */
  public static final List<Permission> ALL =
      List.of(
          new Permission(
              "ecs:UpdateTaskProtection",
              Scope.TASKS,
              "the client library protects its own task, through the ECS agent, before a job that"
                  + " outlasts the stop timeout"));

  private WorkerPermissions() {}
}
