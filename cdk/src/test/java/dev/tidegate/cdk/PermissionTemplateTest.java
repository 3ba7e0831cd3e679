package dev.tidegate.cdk;

import static dev.tidegate.cdk.ResourceMap.list;
import static dev.tidegate.cdk.ResourceMap.map;
import static dev.tidegate.cdk.ResourceMap.oneOrMany;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.cdk.construct.ControllerPermissions;
import dev.tidegate.cdk.construct.Permission;
import dev.tidegate.cdk.stack.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The controller's role grants what is listed with a reason, on its own cluster, and no more. */
class PermissionTemplateTest {
  /** Reads for which AWS defines no resource: granted on everything, or not at all. */
  private static final Set<String> READS_WITHOUT_RESOURCES =
      Set.of(
          "cloudwatch:GetMetricData",
          "elasticloadbalancing:DescribeLoadBalancerAttributes",
          "elasticloadbalancing:DescribeTargetGroupAttributes",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth");

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theRoleGrantsExactlyTheListedActions(Stage stage) {
    assertThat(controllerStatements(stage).flatMap(PermissionTemplateTest::actions))
        .containsExactlyInAnyOrderElementsOf(
            ControllerPermissions.ALL.stream().map(Permission::action).toList());
  }

  @Test
  void noActionIsListedTwice() {
    assertThat(ControllerPermissions.ALL).extracting(Permission::action).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void noTaskRoleHasAWildcardAction(Stage stage) {
    assertThat(taskStatements(stage).flatMap(PermissionTemplateTest::actions))
        .isNotEmpty()
        .noneMatch(action -> action.contains("*"));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void everythingIsGrantedOnReadsOnly(Stage stage) {
    Set<String> onEverything =
        controllerStatements(stage)
            .filter(statement -> oneOrMany(statement.get("Resource")).contains("*"))
            .filter(statement -> !statement.containsKey("Condition"))
            .flatMap(PermissionTemplateTest::actions)
            .collect(Collectors.toSet());
    assertThat(onEverything).isEqualTo(READS_WITHOUT_RESOURCES);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aListingIsBoundToTheOwnCluster(Stage stage) {
    List<Map<String, Object>> conditional =
        controllerStatements(stage)
            .filter(statement -> statement.containsKey("Condition"))
            .toList();
    assertThat(conditional).hasSize(1);
    assertThat(actions(conditional.get(0))).containsExactly("ecs:ListTasks");
    assertThat(map(map(conditional.get(0).get("Condition")).get("ArnEquals")))
        .containsOnlyKeys("ecs:cluster");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void everyWriteNamesTheOwnCluster(Stage stage) {
    assertThat(
            controllerStatements(stage)
                .filter(
                    statement -> actions(statement).anyMatch(action -> action.contains(":Update"))))
        .hasSize(2)
        .allSatisfy(
            statement ->
                assertThat(oneOrMany(statement.get("Resource")))
                    .allSatisfy(
                        resource ->
                            assertThat(resource.toString())
                                .containsAnyOf(":service/", ":task/")
                                .contains("network:ExportsOutputRefCluster")
                                .contains("/*")));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aWorkerMayOnlyProtectTasksOfItsOwnCluster(Stage stage) {
    List<Map<String, Object>> worker =
        statements(Synthesized.template(stage, "workers"), "TaskRole").toList();
    assertThat(worker).hasSize(1);
    assertThat(actions(worker.get(0))).containsExactly("ecs:UpdateTaskProtection");
    assertThat(worker.get(0).get("Resource").toString())
        .contains(":task/", "network:ExportsOutputRefCluster");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void runtimesAndOneOffCommandsMayDoNothingInAws(Stage stage) {
    assertThat(taskStatements(stage).count()).isEqualTo(controllerStatements(stage).count() + 1);
  }

  private static Stream<Map<String, Object>> controllerStatements(Stage stage) {
    return statements(Synthesized.template(stage, "control"), "ControllerTaskTaskRole");
  }

  /** Statements of the roles that programs run under, as against ECS's own for starting them. */
  private static Stream<Map<String, Object>> taskStatements(Stage stage) {
    return Synthesized.all(stage).flatMap(template -> statements(template, "TaskRole"));
  }

  private static Stream<Map<String, Object>> statements(ResourceMap template, String role) {
    return template.ofType("AWS::IAM::Policy").entrySet().stream()
        .filter(policy -> policy.getKey().contains(role))
        .flatMap(
            policy -> list(map(policy.getValue().get("PolicyDocument")).get("Statement")).stream())
        .map(ResourceMap::map);
  }

  private static Stream<String> actions(Map<String, Object> statement) {
    return oneOrMany(statement.get("Action")).stream().map(Object::toString);
  }
}
