package dev.tidegate.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline's wait for a one-off task, run as it is, with an {@code aws} command in front of the
 * PATH that answers from files: one line per look at the task.
 */
class AwaitEcsTaskTest {
  private static final String STARTED =
      """
      {
          "tasks": [
              { "taskArn": "arn:aws:ecs:eu-west-1:1:task/tidegate-dev/abc" }
          ],
          "failures": []
      }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void putAnAwsCommandInFront() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
    Path aws = folder.resolve("aws");
    Files.writeString(
        aws,
        """
        #!/bin/sh
        case "$*" in
          *lastStatus*)
            line=$(head -n 1 "$ANSWERS/statuses")
            sed -i 1d "$ANSWERS/statuses"
            [ "$line" != FAIL ] || exit 254
            echo "$line" ;;
          *exitCode*) cat "$ANSWERS/exitCode" ;;
          *) echo "Essential container in task exited" ;;
        esac
        """);
    assertThat(aws.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theContainersExitCodeBecomesTheScripts() throws Exception {
    assertThat(await(STARTED, "RUNNING\nSTOPPED\n", "3", 60).code()).isEqualTo(3);
    assertThat(await(STARTED, "STOPPED\n", "0", 60).code()).isZero();
  }

  @Test
  void aFailedLookIsNotTheEnd() throws Exception {
    assertThat(await(STARTED, "FAIL\nFAIL\nSTOPPED\n", "0", 60).code()).isZero();
  }

  @Test
  void aTaskThatFoundNoPlaceIsAFailureWithItsReason() throws Exception {
    Result result =
        await("{\"tasks\": [], \"failures\": [{\"reason\": \"RESOURCE:MEMORY\"}]}", "", "0", 60);
    assertThat(result.code()).isEqualTo(70);
    assertThat(result.output()).contains("the task was not started", "RESOURCE:MEMORY");
  }

  @Test
  void aContainerThatNeverRanIsAFailure() throws Exception {
    assertThat(await(STARTED, "STOPPED\n", "None", 60).code()).isEqualTo(70);
  }

  @Test
  void theDeadlineEndsTheWaitAndSaysThatTheTaskGoesOn() throws Exception {
    Result result = await(STARTED, "PENDING\nRUNNING\nRUNNING\nRUNNING\n", "0", 1);
    assertThat(result.code()).isEqualTo(75);
    assertThat(result.output()).contains("the task goes on: arn:aws:ecs:");
  }

  private record Result(int code, String output) {}

  private Result await(String runTaskOutput, String statuses, String exitCode, int deadline)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("statuses"), statuses);
    Files.writeString(folder.resolve("exitCode"), exitCode + "\n");
    Path output = Files.writeString(folder.resolve("run-task.json"), runTaskOutput);
    ProcessBuilder script =
        new ProcessBuilder(
            "/bin/sh",
            Repository.path(".ci/await-ecs-task.sh").toString(),
            "tidegate-dev",
            output.toString(),
            "tidegate",
            Integer.toString(deadline));
    script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    script.environment().put("ANSWERS", folder.toString());
    script.environment().put("TIDEGATE_POLL_SECONDS", "1");
    Path printed = folder.resolve("printed");
    Process process = script.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the script did not end");
    }
    return new Result(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
  }
}
