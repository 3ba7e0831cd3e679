package dev.tidegate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.client.Endpoint;
import dev.tidegate.client.EnqueueResult;
import dev.tidegate.client.JobInfo;
import dev.tidegate.client.JobSpec;
import dev.tidegate.client.JobState;
import dev.tidegate.client.Producer;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as others run it: a process of its own, against a real runtime. */
@Timeout(120)
final class ExampleProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path dir;

  private final List<Process> processes = new ArrayList<>();
  private RuntimeServer runtime;
  private Producer producer;

  @BeforeEach
  void start() {
    runtime =
        RuntimeServer.start(
            RuntimeConfig.of(
                Map.of("data-dir", dir.resolve("redis").toString(), "listen-port", "0")));
    producer = Producer.builder(Endpoint.plaintext("localhost:" + runtime.port())).build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    producer.close();
    runtime.close();
  }

  private Process run(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ExampleWorker.class.getName()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("worker.log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private Process runWorker(Path record) throws IOException {
    return run(
        "--target",
        "localhost:" + runtime.port(),
        "--queue",
        "work",
        "--slots",
        "2",
        "--record",
        record.toString(),
        "--files-root",
        dir.toString());
  }

  private JobInfo info(String id) {
    return producer.find("work", id).join().orElseThrow();
  }

  @Test
  void bothHandlersRunAreRecordedAndSigtermFinishesTheWork() throws Exception {
    Files.createDirectories(dir.resolve("tree"));
    Files.writeString(dir.resolve("tree/a.txt"), "three small words");
    Path record = dir.resolve("runs");
    Process worker = runWorker(record);

    List<JobSpec> jobs = new ArrayList<>();
    IntStream.range(0, 20)
        .forEach(
            i ->
                jobs.add(
                    JobSpec.of("work", "fibonacci")
                        .id("fib-" + i)
                        .text(String.valueOf(1_000 + i))
                        .expectedDuration(Duration.ofMillis(10))
                        .retention(Duration.ofMinutes(5))
                        .build()));
    jobs.add(
        JobSpec.of("work", "files")
            .id("tree")
            .text("tree")
            .retention(Duration.ofMinutes(5))
            .header("work-ms", "1")
            .build());
    producer.enqueueAll(jobs).join().forEach(EnqueueResult::orThrow);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jobs)
                    .allSatisfy(
                        job -> assertThat(info(job.id()).state()).isEqualTo(JobState.DONE)));

    assertThat(new String(info("tree").result(), StandardCharsets.UTF_8))
        .startsWith("{\"files\":1,\"bytes\":17,\"words\":3,");
    assertThat(new String(info("fib-0").result(), StandardCharsets.UTF_8))
        .startsWith("{\"n\":1000,\"digits\":209,");

    producer
        .enqueue(
            JobSpec.of("work", "fibonacci")
                .id("last")
                .text("10")
                .header("work-ms", "1500")
                .header("work", "waiting")
                .retention(Duration.ofMinutes(5))
                .build())
        .join();
    await().atMost(PATIENCE).until(() -> Files.readString(record).contains("started last"));
    worker.destroy();

    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(143);
    assertThat(info("last").state()).isEqualTo(JobState.DONE);
    List<String> lines = Files.readAllLines(record);
    assertThat(lines.stream().filter(line -> line.startsWith("started ")).count()).isEqualTo(22);
    assertThat(lines.stream().filter(line -> !line.startsWith("started ")))
        .hasSize(22)
        .allSatisfy(line -> assertThat(line).matches("\\S+ \\S+ \\d+ \\d+ " + worker.pid()));
    assertThat(Files.readString(dir.resolve("worker.log"))).contains("DrainReport[releasedJobs=0");
  }

  @Test
  void aMistakeInTheCommandLineEndsItWithALineAndCodeTwo() throws Exception {
    Process process = run("--queue", "work");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readAllLines(dir.resolve("worker.log")).get(0))
        .isEqualTo("ExampleWorker: --target and --queue are needed");
  }
}
