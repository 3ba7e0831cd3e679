package dev.tidegate.cdk;

import static dev.tidegate.cdk.ResourceMap.list;
import static dev.tidegate.cdk.ResourceMap.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.cdk.stack.Stage;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every service, task and host group has in common. */
class ServiceTemplateTest {
  @ParameterizedTest
  @EnumSource(Stage.class)
  void noTemplateSetsAScaleThatSomethingElseDecides(Stage stage) {
    assertThat(properties(stage, "AWS::ECS::Service"))
        .hasSize(3)
        .allSatisfy(service -> assertThat(service).doesNotContainKey("DesiredCount"));
    assertThat(properties(stage, "AWS::AutoScaling::AutoScalingGroup"))
        .hasSize(1)
        .allSatisfy(group -> assertThat(group).doesNotContainKey("DesiredCapacity"));
    assertThat(properties(stage, "AWS::ApplicationAutoScaling::ScalableTarget")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void noServiceLetsEcsMoveTasksBetweenZonesByItself(Stage stage) {
    assertThat(properties(stage, "AWS::ECS::Service"))
        .allSatisfy(
            service ->
                assertThat(service).containsEntry("AvailabilityZoneRebalancing", "DISABLED"));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aDeploymentHasRoomForANewTaskBeforeAnOldOneGoes(Stage stage) {
    assertThat(properties(stage, "AWS::ECS::Service"))
        .extracting(service -> map(service.get("DeploymentConfiguration")))
        .allSatisfy(
            deployment -> {
              assertThat((Integer) deployment.get("MaximumPercent")).isEqualTo(200);
              assertThat((Integer) deployment.get("MinimumHealthyPercent"))
                  .isGreaterThanOrEqualTo(50);
              assertThat(map(deployment.get("DeploymentCircuitBreaker")))
                  .containsEntry("Enable", true)
                  .containsEntry("Rollback", true);
            });
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void twoControllersNeverShareAHost(Stage stage) {
    Map<String, Object> controller =
        properties(stage, "AWS::ECS::Service")
            .filter(service -> "controller".equals(service.get("ServiceName")))
            .findFirst()
            .orElseThrow();
    assertThat(list(controller.get("PlacementConstraints")))
        .containsExactly(Map.of("Type", "distinctInstance"));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void tasksRunInBridgeModeSoThatASmallHostHasRoomForMoreThanTwo(Stage stage) {
    assertThat(properties(stage, "AWS::ECS::TaskDefinition"))
        .hasSize(4)
        .allSatisfy(task -> assertThat(task).containsEntry("NetworkMode", "bridge"));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void oneTaskOfEachProgramFitsOnOneHostOfTwoGibibytes(Stage stage) {
    int sum =
        properties(stage, "AWS::ECS::TaskDefinition")
            .filter(task -> !task.get("Family").toString().endsWith("-command"))
            .flatMap(task -> list(task.get("ContainerDefinitions")).stream())
            .mapToInt(container -> (Integer) map(container).get("Memory"))
            .sum();
    assertThat(sum).isLessThanOrEqualTo(1_900);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void hostsAreBurstableWithAnExplicitCreditModeAndNoMetadataForContainers(Stage stage) {
    Map<String, Object> data =
        map(
            Synthesized.template(stage, "network")
                .only("AWS::EC2::LaunchTemplate")
                .get("LaunchTemplateData"));
    assertThat(data).containsEntry("InstanceType", "t3.small");
    assertThat(map(data.get("CreditSpecification")))
        .containsEntry("CpuCredits", stage == Stage.DEV ? "standard" : "unlimited");
    assertThat(map(data.get("MetadataOptions")))
        .containsEntry("HttpTokens", "required")
        .containsEntry("HttpPutResponseHopLimit", 1);
    assertThat(list(data.get("BlockDeviceMappings")))
        .extracting(device -> map(map(device).get("Ebs")).get("VolumeType"))
        .containsExactly("gp3");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aHostIsDrainedBeforeItEnds(Stage stage) {
    Map<String, Object> provider =
        map(
            Synthesized.template(stage, "network")
                .only("AWS::ECS::CapacityProvider")
                .get("AutoScalingGroupProvider"));
    assertThat(provider)
        .containsEntry("ManagedDraining", "ENABLED")
        .containsEntry("ManagedTerminationProtection", "ENABLED");
    assertThat(map(provider.get("ManagedScaling"))).containsEntry("Status", "ENABLED");
  }

  private static Stream<Map<String, Object>> properties(Stage stage, String type) {
    return Synthesized.all(stage).flatMap(template -> template.ofType(type).values().stream());
  }
}
