package dev.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in, looked at, worked on and redriven, as a user does it, on a real runtime. */
class QueueCommandsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;

  private static RuntimeServer server;
  private static String target;

  @BeforeAll
  static void start() {
    server =
        RuntimeServer.start(
            RuntimeConfig.of(Map.of("data-dir", directory.resolve("redis").toString())));
    target = "127.0.0.1:" + server.port();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aSecondEnqueueUnderTheSameIdIsSaidToBeADuplicate() throws IOException {
    JsonNode first = enqueue("once", "a-1").json();
    JsonNode second = enqueue("once", "a-1").json();

    assertThat(first.get("deduplicated").asBoolean()).isFalse();
    assertThat(second.get("deduplicated").asBoolean()).isTrue();
    assertThat(stats("once").get("ready").asInt()).isEqualTo(1);
    assertThat(stats("once").get("readyWorkMs").asLong()).isEqualTo(2_000);
  }

  @Test
  void aFileWithBadLinesLosesNothing() throws IOException {
    Path jobs = directory.resolve("jobs.ndjson");
    Path rejects = directory.resolve("rejects.ndjson");
    Files.write(
        jobs,
        List.of(
            "{\"type\":\"t\",\"body\":\"1\"}",
            "{\"type\":\"t\",\"bdy\":\"2\"}",
            "",
            "{\"type\":\"t\",\"body\":{\"n\":3}}"));

    Cli.Result result =
        run(
            "enqueue",
            "--queue",
            "files",
            "--file",
            jobs.toString(),
            "--rejects",
            rejects.toString(),
            "--json");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("line 2").contains("bdy");
    assertThat(result.json().get("accepted").asInt()).isEqualTo(2);
    assertThat(Files.readAllLines(rejects)).containsExactly("{\"type\":\"t\",\"bdy\":\"2\"}");
    JsonNode peeked = run("queue", "peek", "files", "--json").json();
    assertThat(peeked).hasSize(2);
    assertThat(peeked.get(1).get("job").get("body").asText()).isEqualTo("{\"n\":3}");
  }

  @Test
  void exitCodesOfACommandSettleItsJobs() throws Exception {
    Path done = directory.resolve("done.txt");
    run("enqueue", "--queue", "cmd", "--type", "good", "--body", "payload-of-good");
    run("enqueue", "--queue", "cmd", "--type", "bad", "--body", "payload-of-bad");
    String script =
        "read line; if [ \"$TIDEGATE_TYPE\" = bad ]; then echo no use >&2; exit 100; fi;"
            + " echo \"$TIDEGATE_JOB_ID $line\" >> "
            + done;

    Process worker =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Tidegate.class.getName(),
                "work",
                "--target",
                target,
                "--queue",
                "cmd",
                "--",
                "sh",
                "-c",
                script)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("worker.log").toFile())
            .start();
    try {
      await()
          .atMost(SOON)
          .until(
              () ->
                  stats("cmd").get("completedTotal").asInt() == 1
                      && stats("cmd").get("dead").asInt() == 1);
    } finally {
      worker.destroy();
      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(Files.readString(done)).contains("payload-of-good");
    JsonNode dead = run("queue", "dead", "cmd", "--json").json();
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).get("lastFailure").get("message").asText()).isEqualTo("no use");
    Cli.Result redriven = run("queue", "dead", "cmd", "--redrive", "--json");
    assertThat(redriven.exitCode()).isZero();
    assertThat(redriven.json().get("done").asInt()).isEqualTo(1);
    assertThat(stats("cmd").get("ready").asInt()).isEqualTo(1);
  }

  @Test
  void aPausedQueueRefusesAndSaysWhy() {
    run("queue", "pause", "shut", "--direction", "in");

    Cli.Result refused =
        run("enqueue", "--queue", "shut", "--type", "t", "--body", "x", "--timeout", "1s");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("QUEUE_PAUSED");
    run("queue", "pause", "shut", "--direction", "none");
    assertThat(run("enqueue", "--queue", "shut", "--type", "t", "--body", "x").exitCode()).isZero();
  }

  @Test
  void aJobThatWaitsForItsTimeIsExplained() throws IOException {
    run("enqueue", "--queue", "later", "--type", "t", "--id", "l-1", "--delay", "1h");

    JsonNode why = run("queue", "explain", "later", "l-1", "--json").json();

    assertThat(why.get("causes").get(0).get("code").asText()).isEqualTo("SCHEDULED");
    Cli.Result unknown = run("queue", "explain", "later", "nobody");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(unknown.err()).contains("JOB_NOT_FOUND");
  }

  @Test
  void queuesAreListedAsATable() {
    enqueue("listed", "x-1");

    Cli.Result result = run("queue", "ls");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("QUEUE").contains("BACKLOG").contains("listed");
  }

  private static Cli.Result enqueue(String queue, String id) {
    return run(
        "enqueue",
        "--queue",
        queue,
        "--type",
        "t",
        "--body",
        "x",
        "--id",
        id,
        "--expected",
        "2s",
        "--json");
  }

  private static JsonNode stats(String queue) throws IOException {
    return run("queue", "stats", queue, "--json").json();
  }

  private static Cli.Result run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    int commandWords = arguments[0].equals("enqueue") ? 1 : 2;
    System.arraycopy(arguments, 0, all, 0, commandWords);
    all[commandWords] = "--target";
    all[commandWords + 1] = target;
    System.arraycopy(
        arguments, commandWords, all, commandWords + 2, arguments.length - commandWords);
    return Cli.run(all);
  }
}
