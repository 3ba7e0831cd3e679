package dev.tidegate.cdk.construct;

import dev.tidegate.cdk.construct.Permission.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Arn;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * Turns permissions into policy statements on one cluster's resources.
 *
 * @param stack whose partition, region and account the resources are in
 * @param cluster name of the cluster
 * @param resources the parameter path
 */
record PolicyScope(Stack stack, String cluster, ResourceStore resources) {
  PolicyScope {
    Objects.requireNonNull(stack, "stack");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(resources, "resources");
  }

  /** One statement per scope. */
  List<PolicyStatement> statements(List<Permission> permissions) {
    Map<Scope, List<String>> byScope = new EnumMap<>(Scope.class);
    for (Permission permission : permissions) {
      byScope
          .computeIfAbsent(permission.scope(), scope -> new ArrayList<>())
          .add(permission.action());
    }
    List<PolicyStatement> statements = new ArrayList<>();
    byScope.forEach((scope, actions) -> statements.add(statement(scope, actions)));
    return statements;
  }

  private PolicyStatement statement(Scope scope, List<String> actions) {
    PolicyStatement.Builder statement =
        PolicyStatement.Builder.create()
            .sid(scope.sid())
            .actions(actions)
            .resources(resourceArns(scope));
    if (scope == Scope.CLUSTER_LISTING) {
      statement.conditions(
          Map.of("ArnEquals", Map.of("ecs:cluster", arn("ecs", "cluster", cluster))));
    }
    return statement.build();
  }

  private List<String> resourceArns(Scope scope) {
    return switch (scope) {
      case SERVICES -> List.of(arn("ecs", "service", cluster + "/*"));
      case TASKS -> List.of(arn("ecs", "task", cluster + "/*"));
      case INSTANCES -> List.of(arn("ecs", "container-instance", cluster + "/*"));
      case PARAMETERS ->
          List.of(arn("ssm", "parameter", path()), arn("ssm", "parameter", path() + "/*"));
      case CLUSTER_LISTING, ANYTHING -> List.of("*");
    };
  }

  private String path() {
    return resources.path().substring(1);
  }

  private String arn(String service, String type, String name) {
    return Arn.format(
        ArnComponents.builder()
            .service(service)
            .resource(type)
            .resourceName(name)
            .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
            .build(),
        stack);
  }
}
