package dev.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a mistake: one clear line, a code, and nothing half-started. */
class UsageTest {
  @TempDir Path directory;

  @Test
  void theHelpNamesEveryCommand() {
    Cli.Result help = Cli.run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("demo", "serve", "control", "plan", "enqueue", "work", "queue", "fleet");
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    Cli.Result result = Cli.run("enqueu");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("enqueu").contains("enqueue");
  }

  @Test
  void anUnknownServeSettingIsRefusedWithAHint() {
    Cli.Result result = Cli.run("serve", "--drain-lagg", "5s");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--drain-lagg").contains("drain-lag");
  }

  @Test
  void allFaultsOfServeAreNamedAtOnce() {
    Cli.Result result = Cli.run("serve", "--drain-lag", "soon", "--listen-port", "99999");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--drain-lag").contains("--listen-port");
  }

  @Test
  void aPortInUseIsOneLineThatNamesTheSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Result result =
          Cli.run(
              "serve",
              "--listen-port",
              Integer.toString(taken.getLocalPort()),
              "--data-dir",
              directory.resolve("data").toString());

      assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(result.err().strip().lines()).hasSize(1);
      assertThat(result.err()).contains("--listen-port");
    }
  }

  @Test
  void aRedisThatIsNotThereIsOneLineThatNamesTheSetting() throws IOException {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }

    Cli.Result result =
        Cli.run("serve", "--listen-port", "0", "--redis", "redis://127.0.0.1:" + nobody);

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err().strip().lines()).hasSize(1);
    assertThat(result.err()).contains("redis");
  }

  @Test
  void aRedisUrlOfAnotherKindIsRefused() {
    Cli.Result result = Cli.run("serve", "--redis", "http://127.0.0.1:6379");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--redis").contains("redis://");
  }

  @Test
  void anAddressThatStrangersReachNeedsAWord() {
    Cli.Result result = Cli.run("serve", "--listen-host", "0.0.0.0", "--listen-port", "0");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--insecure-listen-anywhere");
  }

  @Test
  void everyFaultOfTheResourcesIsNamedWithItsPlace() throws IOException {
    Path yaml = directory.resolve("pools.yaml");
    Files.writeString(
        yaml,
        """
        kind: WorkerPool
        name: fib
        spec:
          cluster: c
          service: s
          queues: [fib]
          slotsPerTask: 4
          drainTarget: 30s
          controlLag: 60s
          min: 3
          maxx: 5
        """);

    Cli.Result result = Cli.run("plan", "--config", yaml.toString(), "--region", "eu-west-1");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("maxx").contains("max").contains("pools.yaml");
  }

  @Test
  void aServerThatIsNotThereHasItsOwnExitCode() {
    Cli.Result result = Cli.run("queue", "ls", "--target", "127.0.0.1:1", "--timeout", "2s");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(result.err().strip().lines()).hasSize(1);
    assertThat(result.err()).contains("127.0.0.1:1");
  }

  @Test
  void aDurationWithoutUnitIsRefusedWithTheForms() {
    Cli.Result result = Cli.run("queue", "ls", "--timeout", "10");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("250ms, 5s, 10m");
  }

  @Test
  void aDemoTooShortToShowAnythingIsRefused() {
    assertThat(Cli.run("demo", "--seconds", "5").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
