package dev.tidegate.cdk.construct;

import dev.tidegate.cdk.construct.Permission.Scope;
import java.util.List;

/**
 * What the controller may do in AWS: the calls that its adapter makes, no more. Resource types are
 * those of AWS's service authorization reference.
 */
public final class ControllerPermissions {
  /** Every action with its reason. */
  public static final List<Permission> ALL =
      List.of(
          new Permission(
              "ecs:DescribeServices",
              Scope.SERVICES,
              "counts, deployments and target groups are what decisions are made of"),
          new Permission(
              "ecs:UpdateService",
              Scope.SERVICES,
              "sets the desired count: the one lever of scaling and of a rotation's extra task"),
          new Permission(
              "ecs:ListTasks",
              Scope.CLUSTER_LISTING,
              "finds the tasks of a service, the stopping ones included"),
          new Permission(
              "ecs:DescribeTasks",
              Scope.TASKS,
              "joins a runtime's task ARN with its host and host port"),
          new Permission(
              "ecs:GetTaskProtection",
              Scope.TASKS,
              "re-reads which tasks are protected before the count is lowered"),
          new Permission(
              "ecs:UpdateTaskProtection",
              Scope.TASKS,
              "protects every task that is not a chosen victim; else ECS picks a busy one"),
          new Permission(
              "ecs:DescribeContainerInstances",
              Scope.INSTANCES,
              "joins a task's host with the EC2 instance that the load balancer knows"),
          new Permission(
              "elasticloadbalancing:DescribeTargetHealth",
              Scope.ANYTHING,
              "sees a target drain or become healthy"),
          new Permission(
              "elasticloadbalancing:DescribeTargetGroups",
              Scope.ANYTHING,
              "learns target type and port of a group"),
          new Permission(
              "elasticloadbalancing:DescribeTargetGroupAttributes",
              Scope.ANYTHING,
              "refuses to rotate under attributes that would cut connections"),
          new Permission(
              "elasticloadbalancing:DescribeLoadBalancerAttributes",
              Scope.ANYTHING,
              "learns whether a zone without a target is served by the others"),
          new Permission(
              "cloudwatch:GetMetricData",
              Scope.ANYTHING,
              "reads the CPU credits of hosts, many in one call"),
          new Permission(
              "ssm:GetParametersByPath",
              Scope.PARAMETERS,
              "reads the pools that it is to look after"));

  private ControllerPermissions() {}
}
