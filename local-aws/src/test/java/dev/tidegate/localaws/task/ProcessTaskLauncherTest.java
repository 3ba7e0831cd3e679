package dev.tidegate.localaws.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.localaws.world.cluster.ContainerDefinition;
import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real children, real signals. */
class ProcessTaskLauncherTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path logs;
  private ProcessTaskLauncher launcher;

  @BeforeEach
  void open() throws IOException {
    launcher = new ProcessTaskLauncher(logs);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  static TaskStart start(String id, String... command) {
    ContainerDefinition container =
        new ContainerDefinition("app", "app", List.of(command), Map.of(), List.of(), null);
    TaskLaunch launch =
        new TaskLaunch(
            "arn/" + id,
            id,
            "tidegate",
            "svc",
            "app",
            1,
            "i-1",
            "eu-west-1a",
            "10.0.0.1",
            Map.of(),
            container);
    return new TaskStart(launch, List.of(command), Map.of("GREETING", "hello"));
  }

  private String logOf(String id) {
    try {
      return Files.readString(launcher.log("svc", id));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void sigtermLetsTheProgramEndByItself() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    RunningTask task =
        launcher.launch(
            start(
                "1",
                "sh",
                "-c",
                "trap 'echo leaving; exit 3' TERM; echo $GREETING; while :; do sleep 0.05; done"),
            exit::complete);
    await().atMost(SOON).until(() -> logOf("1").contains("hello"));
    task.terminate();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(logOf("1")).contains("leaving");
  }

  @Test
  void sigkillEndsAProgramThatIgnoresSigterm() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    RunningTask task =
        launcher.launch(
            start("1", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"),
            exit::complete);
    await().atMost(SOON).until(() -> logOf("1").contains("up"));
    task.terminate();
    assertThatThrownBy(() -> exit.get(300, TimeUnit.MILLISECONDS)).isNotNull();
    task.kill();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void aProgramOfItsOwnAccordReportsItsExitCode() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    launcher.launch(start("1", "sh", "-c", "exit 42"), exit::complete);
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(42);
  }

  @Test
  void aChildDoesNotInheritTheParentsEnvironment() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    launcher.launch(start("1", "sh", "-c", "env"), exit::complete);
    exit.get(20, TimeUnit.SECONDS);
    List<String> names =
        logOf("1").lines().map(l -> l.split("=", 2)[0]).filter(n -> !n.equals("_")).toList();
    assertThat(names).contains("GREETING", "PATH");
    assertThat(List.of("PATH", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER"))
        .containsAll(
            names.stream()
                .filter(n -> !List.of("GREETING", "PWD", "SHLVL", "OLDPWD").contains(n))
                .toList());
  }

  @Test
  void closingLeavesNoProcessBehind() throws Exception {
    for (int i = 0; i < 3; i++) {
      launcher.launch(start("t" + i, "sleep", "1000"), code -> {});
    }
    launcher.launch(
        start("stubborn", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"),
        code -> {});
    await().atMost(SOON).until(() -> logOf("stubborn").contains("up"));
    List<Long> pids = launcher.pids();
    assertThat(pids).hasSize(5);
    launcher.close();
    await().atMost(SOON).until(() -> pids.stream().noneMatch(ProcessTaskLauncherTest::alive));
    assertThatThrownBy(() -> launcher.launch(start("late", "true"), code -> {}))
        .isInstanceOf(IOException.class);
  }

  /** A parent killed by SIGKILL runs no hook; the watchdog ends its children all the same. */
  @Test
  void noChildOutlivesAParentThatWasKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                logs.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Long> pids = new ArrayList<>();
    try (var lines = parent.inputReader()) {
      String line = lines.readLine();
      for (String pid : line.split(",", -1)) {
        pids.add(Long.valueOf(pid));
      }
      assertThat(pids).hasSize(3).allMatch(ProcessTaskLauncherTest::alive);
      parent.destroyForcibly();
      await().atMost(SOON).until(() -> pids.stream().noneMatch(ProcessTaskLauncherTest::alive));
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** A program that starts two tasks, says their process ids, and never ends. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      ProcessTaskLauncher launcher = new ProcessTaskLauncher(Path.of(arguments[0]));
      launcher.launch(start("p1", "sleep", "1000"), code -> {});
      launcher.launch(start("p2", "sleep", "1000"), code -> {});
      System.out.println(String.join(",", launcher.pids().stream().map(String::valueOf).toList()));
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
