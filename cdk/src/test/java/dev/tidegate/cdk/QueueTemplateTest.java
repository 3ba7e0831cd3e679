package dev.tidegate.cdk;

import static dev.tidegate.cdk.ResourceMap.keyed;
import static dev.tidegate.cdk.ResourceMap.list;
import static dev.tidegate.cdk.ResourceMap.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.cdk.stack.Stage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What has to hold in CloudFormation's hands for a target to be emptied without a failed call. */
class QueueTemplateTest {
  private static final Pattern SECONDS_OPTION =
      Pattern.compile("--(?:drain-lag|stream-grace)=(\\d+)s");

  @ParameterizedTest
  @EnumSource(Stage.class)
  void noTargetGroupAttributeCutsAConnection(Stage stage) {
    Map<String, Object> group = queue(stage).only("AWS::ElasticLoadBalancingV2::TargetGroup");
    assertThat(keyed(group.get("TargetGroupAttributes"), "Key", "Value"))
        .containsOnly(
            Map.entry("preserve_client_ip.enabled", "false"),
            Map.entry("proxy_protocol_v2.enabled", "false"),
            Map.entry("stickiness.enabled", "false"),
            Map.entry("deregistration_delay.timeout_seconds", "600"),
            Map.entry("deregistration_delay.connection_termination.enabled", "false"),
            Map.entry("target_health_state.unhealthy.connection_termination.enabled", "false"));
    assertThat(group).containsEntry("TargetType", "instance").containsEntry("Protocol", "TCP");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theHealthCheckAsksForTheOpenPortAndNothingBehindIt(Stage stage) {
    assertThat(queue(stage).only("AWS::ElasticLoadBalancingV2::TargetGroup"))
        .containsEntry("HealthCheckProtocol", "TCP")
        .containsEntry("HealthCheckPort", "traffic-port")
        .doesNotContainKey("HealthCheckPath");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theLoadBalancerIsInternalAndHasASecurityGroup(Stage stage) {
    Map<String, Object> loadBalancer =
        queue(stage).only("AWS::ElasticLoadBalancingV2::LoadBalancer");
    assertThat(loadBalancer).containsEntry("Scheme", "internal").containsEntry("Type", "network");
    assertThat(list(loadBalancer.get("SecurityGroups"))).hasSize(1);
    assertThat(keyed(loadBalancer.get("LoadBalancerAttributes"), "Key", "Value"))
        .containsEntry("load_balancing.cross_zone.enabled", "true");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void hostsAdmitTheDynamicPortsFromTheLoadBalancerOnly(Stage stage) {
    Map<String, Object> rule = queue(stage).only("AWS::EC2::SecurityGroupIngress");
    assertThat(rule)
        .containsEntry("FromPort", 32768)
        .containsEntry("ToPort", 61000)
        .containsKey("SourceSecurityGroupId")
        .doesNotContainKeys("CidrIp", "CidrIpv6");
    Map<String, Object> hosts =
        Synthesized.template(stage, "network").only("AWS::EC2::SecurityGroup");
    assertThat(hosts).doesNotContainKey("SecurityGroupIngress");
    assertThat(Synthesized.template(stage, "network").ofType("AWS::EC2::SecurityGroupIngress"))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theRuntimeHasADynamicHostPortInBridgeMode(Stage stage) {
    Map<String, Object> container = container(stage, "runtime");
    assertThat(list(container.get("PortMappings")))
        .containsExactly(Map.of("ContainerPort", 7400, "HostPort", 0, "Protocol", "tcp"));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theStopTimeoutIsAboveTheDrainThatTheCommandLineAsksFor(Stage stage) {
    Map<String, Object> container = container(stage, "runtime");
    List<Integer> phases =
        list(container.get("Command")).stream()
            .map(Object::toString)
            .map(SECONDS_OPTION::matcher)
            .filter(Matcher::matches)
            .map(option -> Integer.valueOf(option.group(1)))
            .toList();
    assertThat(phases).as("drain options of %s", container.get("Command")).hasSize(2);
    int drain = phases.stream().mapToInt(Integer::intValue).sum();
    // Beyond what the options say, closing takes up to 10 s.
    assertThat((Integer) container.get("StopTimeout")).isGreaterThan(drain + 10);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theRuntimeIsToldWhatItsStorePromises(Stage stage) {
    String promise = stage == Stage.PROD ? "--durability=fsync" : "--durability=memory";
    assertThat(list(container(stage, "runtime").get("Command"))).contains(promise);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void noPasswordStandsInATemplate(Stage stage) {
    Map<String, Object> container = container(stage, "runtime");
    Object where = stage == Stage.PROD ? container.get("Secrets") : container.get("Environment");
    assertThat(list(where)).extracting(entry -> map(entry).get("Name")).contains("TIDEGATE_REDIS");
    assertThat(Synthesized.template(stage, "data").ofType("AWS::SecretsManager::Secret").values())
        .allSatisfy(
            secret ->
                assertThat(secret.getOrDefault("SecretString", "{{resolve:").toString())
                    .contains("{{resolve:"));
  }

  private static ResourceMap queue(Stage stage) {
    return Synthesized.template(stage, "queue");
  }

  private static Map<String, Object> container(Stage stage, String name) {
    return queue(stage).ofType("AWS::ECS::TaskDefinition").values().stream()
        .flatMap(task -> list(task.get("ContainerDefinitions")).stream())
        .map(ResourceMap::map)
        .filter(container -> name.equals(container.get("Name")))
        .findFirst()
        .orElseThrow();
  }
}
