package dev.tidegate.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidegate.controller.model.Paused;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.plan.ControllerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  private static final String WORKERS =
      """
      kind: WorkerPool
      name: fib
      spec:
        cluster: tidegate
        service: fib-workers
        queues: [fib, io]
        slotsPerTask: 2
        min: 1
        max: 20
      """;

  private static final String RUNTIME =
      """
      kind: TargetPool
      name: runtime
      spec:
        cluster: tidegate
        service: runtime
        targetGroups: ["arn:tg"]
        lag: {registration: 5s, deregistration: 7s}
      """;

  private static List<String> problems(String yaml) {
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.parse("a.yaml", yaml));
    assertThat(e).as("no problem found").isNotNull();
    return e.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aShortPoolTakesDefaultsWithTheirUnits() {
    ControllerConfig config = ConfigLoader.parse("a.yaml", WORKERS);
    WorkerPoolSpec pool = config.workerPools().get(0);
    assertThat(pool.queues()).containsExactly("fib", "io");
    assertThat(pool.drainTarget()).isEqualTo(Duration.ofMinutes(5));
    assertThat(pool.paused()).isEqualTo(Paused.NONE);
    assertThat(config.controller().pass()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void everyKeyOfAWorkerPoolIsRead() {
    String yaml =
        WORKERS
            + """
              drainTarget: 90s
              controlLag: 1500ms
              busyShare: 0.7
              scaleOutStep: 3
              tolerance: 0.2
              scaleInWindow: 2m
              startDeadline: 3m
              drainWithin: 45s
              rateWindow: 20s
              fallback: {replicas: 4, after: 1m}
              paused: in
            """
                .indent(0);
    WorkerPoolSpec pool = ConfigLoader.parse("a.yaml", yaml).workerPools().get(0);
    assertThat(pool)
        .isEqualTo(
            new WorkerPoolSpec(
                "fib",
                pool.service(),
                List.of("fib", "io"),
                2,
                Duration.ofSeconds(90),
                Duration.ofMillis(1500),
                0.7,
                1,
                20,
                3,
                0.2,
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofSeconds(45),
                Duration.ofSeconds(20),
                new WorkerPoolSpec.Fallback(4, Duration.ofMinutes(1)),
                Paused.IN));
  }

  @Test
  void aTargetPoolIsQuietForTheLoadBalancersLagUnlessItSaysOtherwise() {
    ControllerConfig config = ConfigLoader.parse("a.yaml", RUNTIME);
    assertThat(config.targetPools().get(0).verifyFor()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.targetPools().get(0).healthyFor()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void allProblemsComeAtOnceWithFileDocumentAndPath() {
    List<String> found =
        problems(
            """
            kind: WorkerPool
            name: fib
            spec:
              cluster: tidegate
              queues: []
              slotsPerTask: 0
              min: 5
              max: 2
              drainTarget: 30
              busyshare: 0.5
            ---
            kind: TargtPool
            name: x y
            """);
    assertThat(found)
        .contains(
            "a.yaml#1: spec.service: is required",
            "a.yaml#1: spec.queues: must not be empty",
            "a.yaml#1: spec.min: 5 is above max 2",
            "a.yaml#1: spec.slotsPerTask: '0' must be a whole number from 1 to 10000",
            "a.yaml#1: spec.busyshare: unknown key; did you mean 'busyShare'?",
            "a.yaml#2: kind: 'TargtPool' is unknown; did you mean 'TargetPool'?",
            "a.yaml#2: name: 'x y' must be 1 to 60 of A-Z a-z 0-9 . _ -");
    assertThat(found).anyMatch(p -> p.contains("spec.drainTarget: '30' is no duration"));
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "2h, 7200000"})
  void durationsCarryTheirUnit(String text, long millis) {
    assertThat(Units.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"30", "s", "-1s", "1.5s", "1d"})
  void durationsWithoutAKnownUnitAreRefused(String text) {
    assertThat(Units.duration(text)).isEmpty();
  }

  @Test
  void oneServiceHasOneWriter() {
    String two = WORKERS + "---\n" + WORKERS.replace("name: fib", "name: other");
    assertThat(problems(two))
        .containsExactly(
            "a.yaml#2: spec.service: tidegate/fib-workers belongs to WorkerPool/fib already");
  }

  @Test
  void oneNameIsUsedOnce() {
    assertThat(problems(WORKERS + "---\n" + WORKERS))
        .contains("a.yaml#2: name: WorkerPool 'fib' is in a.yaml#1 already");
  }

  @Test
  void aRotationNeedsAPoolThatExists() {
    String yaml = RUNTIME + "---\nkind: Rotation\nname: r1\nspec: {pool: runtme}\n";
    assertThat(problems(yaml))
        .containsExactly(
            "a.yaml#2: spec.pool: there is no TargetPool 'runtme'; did you mean 'runtime'?");
    ControllerConfig config = ConfigLoader.parse("a.yaml", yaml.replace("runtme", "runtime"));
    assertThat(config.rotations().get(0).victim()).isEqualTo("oldest");
  }

  @Test
  void aLeaseMustOutlastAPassAndACall() {
    String yaml = WORKERS + "---\nkind: Controller\nname: c\nspec: {pass: 20s, lease: 25s}\n";
    assertThat(problems(yaml)).anyMatch(p -> p.contains("spec.lease: must be longer than"));
    ControllerConfig config =
        ConfigLoader.parse(
            "a.yaml",
            WORKERS + "---\nkind: Controller\nname: c\nspec: {pass: 1s, awsTimeout: 2s}\n");
    assertThat(config.controller().lease()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void brokenYamlSaysWhere() {
    assertThat(problems("kind: ["))
        .singleElement()
        .asString()
        .startsWith("a.yaml#1: no valid YAML");
    assertThat(problems("kind: WorkerPool\nkind: WorkerPool\n"))
        .singleElement()
        .asString()
        .contains("duplicate key");
  }

  @Test
  void aDirectoryIsReadAsAWhole(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("b.yaml"), WORKERS);
    Files.writeString(dir.resolve("a.yml"), RUNTIME);
    Files.writeString(dir.resolve("notes.txt"), "kind: nonsense");
    ControllerConfig config = ConfigLoader.load(dir);
    assertThat(config.workerPools()).hasSize(1);
    assertThat(config.targetPools()).hasSize(1);
    Files.writeString(dir.resolve("c.yaml"), WORKERS);
    assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(dir)).problems())
        .hasSize(2);
  }

  @Test
  void nothingAtAllIsSaid(@TempDir Path dir) {
    assertThat(problems("")).containsExactly("a.yaml: holds neither a WorkerPool nor a TargetPool");
    Path none = dir.resolve("none");
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(none)).getMessage())
        .contains("there is no such file or directory");
  }
}
