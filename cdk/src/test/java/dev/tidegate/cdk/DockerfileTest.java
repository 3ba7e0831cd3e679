package dev.tidegate.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the text of a Dockerfile can show. Images are not built here: that needs a Docker engine and
 * a registry.
 */
class DockerfileTest {
  private static final Pattern COPIED =
      Pattern.compile("(?m)^COPY --from=build /src/(\\S+) (\\S+)$");
  private static final Pattern MAIN_CLASS = Pattern.compile("\"(dev\\.tidegate\\.[\\w.]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"queue-runtime", "controller", "examples"})
  void theFinalStageIsAJava25RuntimeWithoutRoot(String folder) {
    String last = finalStage(folder);
    assertThat(last).startsWith("FROM eclipse-temurin:25-jre");
    assertThat(last).containsPattern("(?m)^USER 10001:10001$");
    assertThat(last.indexOf("\nUSER ")).isGreaterThan(last.lastIndexOf("\nRUN "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue-runtime", "controller", "examples"})
  void theSignalReachesTheProgramAndNoShell(String folder) {
    String last = finalStage(folder);
    assertThat(last).containsPattern("(?m)^STOPSIGNAL SIGTERM$");
    assertThat(last).containsPattern("(?m)^ENTRYPOINT \\[\"java\", .*]$");
    assertThat(last).containsPattern("(?m)^CMD \\[.*]$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue-runtime", "controller", "examples"})
  void whatIsCopiedIsThereAfterTheBuild(String folder) {
    List<MatchResult> copied = COPIED.matcher(finalStage(folder)).results().toList();
    assertThat(copied).hasSize(2);
    BuiltProgram.require();
    assertThat(copied)
        .allSatisfy(copy -> assertThat(Repository.path(copy.group(1))).isNotEmptyDirectory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue-runtime", "controller", "examples"})
  void theMainClassIsThereAfterTheBuild(String folder) {
    List<String> classes =
        MAIN_CLASS.matcher(finalStage(folder)).results().map(found -> found.group(1)).toList();
    assertThat(classes).hasSize(1);
    BuiltProgram.require();
    String file = "target/classes/" + classes.get(0).replace('.', '/') + ".class";
    assertThat(List.of("cli", "examples"))
        .anySatisfy(module -> assertThat(Repository.path(module + "/" + file)).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue-runtime", "controller", "examples"})
  void whatWasBuiltOnAMachineStaysOutOfTheContext(String folder) {
    assertThat(Repository.text(folder + "/Dockerfile.dockerignore").lines())
        .contains("**/target/", ".git/", "**/node_modules/");
  }

  private static String finalStage(String folder) {
    String text = Repository.text(folder + "/Dockerfile");
    return text.substring(text.lastIndexOf("\nFROM ") + 1);
  }
}
