package dev.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidegate.client.Endpoint;
import dev.tidegate.client.JobResult;
import dev.tidegate.client.Worker;
import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.config.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections looked at and moved by hand, on a real runtime. */
class FleetCommandsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;

  private static RuntimeServer server;
  private static String target;
  private static Worker worker;

  @BeforeAll
  static void start() throws InterruptedException {
    server =
        RuntimeServer.start(
            RuntimeConfig.of(Map.of("data-dir", directory.resolve("redis").toString())));
    target = "127.0.0.1:" + server.port();
    worker =
        Worker.builder(Endpoint.plaintext(target).named("fleet-test"))
            .queue("q")
            .otherTypes(job -> JobResult.ack())
            .build()
            .start();
    worker.awaitConnected(SOON);
  }

  @AfterAll
  static void stop() {
    worker.close();
    server.close();
  }

  @Test
  void theFleetAndItsConnectionsAreListed() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode runtimes = fleet("ls", "--json").json().get("runtimes");
              assertThat(runtimes).hasSize(1);
              assertThat(runtimes.get(0).get("phase").asText()).isEqualTo("serving");
              assertThat(fleet("connections", server.runtimeId()).out()).contains("fleet-test");
            });
  }

  @Test
  void aShedConnectionComesBack() throws IOException {
    await().atMost(SOON).until(() -> worker.stats().connected());
    long streams = worker.stats().streams();

    Cli.Result shed = fleet("shed", server.runtimeId(), "--connections", "-1", "--json");

    assertThat(shed.err()).isEmpty();
    assertThat(shed.json().get("shedTotal").asInt()).isPositive();
    await().atMost(SOON).until(() -> worker.stats().streams() > streams);
  }

  @Test
  void serveAllSaysWhatItRemoved() {
    Cli.Result result = fleet("serve-all");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("removed");
  }

  @Test
  void aRuntimeThatIsNotThereIsNamed() {
    Cli.Result result = fleet("shed", "rt-nobody");

    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("rt-nobody").contains("fleet ls");
  }

  @Test
  void aRotationWithoutAControllerSaysThatThereIsNone() {
    Cli.Result result = fleet("rotate", "--pool", "runtimes");

    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("controller");
  }

  private static Cli.Result fleet(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "fleet";
    all[1] = command;
    all[2] = "--target";
    all[3] = target;
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return Cli.run(all);
  }
}
