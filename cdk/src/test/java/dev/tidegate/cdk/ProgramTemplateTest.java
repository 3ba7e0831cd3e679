package dev.tidegate.cdk;

import static dev.tidegate.cdk.ResourceMap.keyed;
import static dev.tidegate.cdk.ResourceMap.list;
import static dev.tidegate.cdk.ResourceMap.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.cdk.stack.Stage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the templates hand to the programs is what the programs, as built, understand. */
class ProgramTemplateTest {
  private static final Pattern OVERRIDE = Pattern.compile("\"command\":\\[([^]]*)]");

  @ParameterizedTest
  @EnumSource(Stage.class)
  void everyContainersArgumentsAreUnderstood(Stage stage) {
    BuiltProgram.require();
    assertThat(containers(stage))
        .hasSize(4)
        .allSatisfy(
            container -> {
              if (isWorker(container)) {
                BuiltProgram.parseWorkerArguments(arguments(container));
              } else {
                BuiltProgram.parseArguments(arguments(container));
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theRuntimeAcceptsItsSettings(Stage stage) {
    BuiltProgram.require();
    List<String> flags =
        containers(stage)
            .filter(container -> "runtime".equals(container.get("Name")))
            .map(ProgramTemplateTest::arguments)
            .findFirst()
            .orElseThrow();
    assertThat(flags).startsWith("serve");
    BuiltProgram.parseRuntimeSettings(
        flags.subList(1, flags.size()), Map.of("TIDEGATE_REDIS", "rediss://user:word@store:6379"));
    assertThatThrownBy(() -> BuiltProgram.parseRuntimeSettings(List.of("--drain-lgg=1s"), Map.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("drain-lgg");
  }

  @Test
  void anArgumentThatTheProgramDoesNotKnowIsFound() {
    BuiltProgram.require();
    assertThatThrownBy(() -> BuiltProgram.parseArguments(List.of("fleet", "ls", "--no-such")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("--no-such");
  }

  @Test
  void theCommandThatThePipelineRunsInTheNetworkIsUnderstood() {
    BuiltProgram.require();
    Matcher override = OVERRIDE.matcher(Repository.text(".circleci/config.yml"));
    assertThat(override.find()).isTrue();
    BuiltProgram.parseArguments(
        Stream.of(override.group(1).split(",", -1)).map(word -> word.replace("\"", "")).toList());
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theControllerAcceptsEveryResource(Stage stage) {
    BuiltProgram.require();
    List<String> documents = documents(stage).toList();
    assertThat(documents).hasSize(2);
    BuiltProgram.parseResources(String.join("---\n", documents));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void theControllerIsToldItsRegionBecauseNobodyElseTellsIt(Stage stage) {
    Map<Object, Object> environment =
        containers(stage)
            .filter(container -> "controller".equals(container.get("Name")))
            .map(container -> keyed(container.get("Environment"), "Name", "Value"))
            .findFirst()
            .orElseThrow();
    assertThat(environment).containsOnlyKeys("TIDEGATE_TARGET", "AWS_REGION");
    assertThat(map(environment.get("AWS_REGION"))).containsEntry("Ref", "AWS::Region");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aWorkersStopTimeoutIsAboveItsDrain(Stage stage) {
    Map<String, Object> worker =
        containers(stage).filter(ProgramTemplateTest::isWorker).findFirst().orElseThrow();
    List<String> arguments = arguments(worker);
    int drain = Integer.parseInt(arguments.get(arguments.indexOf("--drain-seconds") + 1));
    assertThat((Integer) worker.get("StopTimeout")).isGreaterThan(drain + 10);
  }

  private static boolean isWorker(Map<String, Object> container) {
    return container.get("Name").toString().startsWith("worker-");
  }

  private static Stream<Map<String, Object>> containers(Stage stage) {
    return Synthesized.all(stage)
        .flatMap(template -> template.ofType("AWS::ECS::TaskDefinition").values().stream())
        .flatMap(task -> list(task.get("ContainerDefinitions")).stream())
        .map(ResourceMap::map);
  }

  private static List<String> arguments(Map<String, Object> container) {
    return list(container.get("Command")).stream().map(ProgramTemplateTest::filledIn).toList();
  }

  /** The parameters' values, with a name in place of what CloudFormation would fill in. */
  private static Stream<String> documents(Stage stage) {
    return Synthesized.all(stage)
        .flatMap(template -> template.ofType("AWS::SSM::Parameter").values().stream())
        .map(parameter -> filledIn(parameter.get("Value")));
  }

  private static String filledIn(Object value) {
    if (value instanceof String text) {
      return text;
    }
    Object joined = map(value).get("Fn::Join");
    if (joined == null) {
      return "filled-in-" + Integer.toHexString(value.hashCode());
    }
    return list(list(joined).get(1)).stream()
        .map(ProgramTemplateTest::filledIn)
        .collect(Collectors.joining());
  }
}
