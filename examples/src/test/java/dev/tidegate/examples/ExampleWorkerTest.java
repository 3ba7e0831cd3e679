package dev.tidegate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.client.JobHandler;
import dev.tidegate.client.JobResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExampleWorkerTest {
  @TempDir private Path dir;

  @Test
  void theCommandLineIsRead() {
    assertThat(
            ExampleOptions.parse(
                "--target",
                "h:1",
                "--queue",
                "a",
                "--queue",
                "b",
                "--slots",
                "3",
                "--record",
                "r",
                "--files-root",
                "/data",
                "--drain-seconds",
                "5"))
        .isEqualTo(
            new ExampleOptions(
                "h:1",
                List.of("a", "b"),
                3,
                Optional.of(Path.of("r")),
                Path.of("/data"),
                Duration.ofSeconds(5)));
  }

  @Test
  void mistakesInTheCommandLineGetALine() {
    assertThatThrownBy(() -> ExampleOptions.parse()).hasMessage("--target and --queue are needed");
    assertThatThrownBy(() -> ExampleOptions.parse("--target")).hasMessage("--target needs a value");
    assertThatThrownBy(() -> ExampleOptions.parse("--what", "x"))
        .hasMessage("unknown option --what");
    assertThatThrownBy(() -> ExampleOptions.parse("--slots", "x"))
        .hasMessage("--slots is not a number: x");
    assertThatThrownBy(() -> ExampleOptions.parse("--slots", "0"))
        .hasMessage("--slots must be 1..1000, is 0");
  }

  @Test
  void aRunThatReturnsHasTwoLinesAndOneThatThrowsHasOne() throws Exception {
    Path file = dir.resolve("runs");
    long pid = ProcessHandle.current().pid();
    try (RunRecord record = new RunRecord(file, () -> Instant.ofEpochMilli(5))) {
      JobHandler fine = record.recording(job -> JobResult.ack());
      JobHandler broken =
          record.recording(
              job -> {
                throw new IllegalStateException("no");
              });
      fine.handle(new FakeJob(""));
      assertThatThrownBy(() -> broken.handle(new FakeJob(""))).hasMessage("no");
    }

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "started job-1 token-1 5 " + pid,
            "job-1 token-1 5 5 " + pid,
            "started job-1 token-1 5 " + pid);
  }

  @Test
  void twoRecordsShareAFile() throws Exception {
    Path file = dir.resolve("runs");
    try (RunRecord one = new RunRecord(file, () -> Instant.EPOCH);
        RunRecord other = new RunRecord(file, () -> Instant.EPOCH)) {
      for (int i = 0; i < 10; i++) {
        one.recording(job -> JobResult.ack()).handle(new FakeJob(""));
        other.recording(job -> JobResult.ack()).handle(new FakeJob(""));
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(40);
  }
}
