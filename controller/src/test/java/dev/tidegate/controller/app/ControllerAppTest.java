package dev.tidegate.controller.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.aws.AwsClients;
import dev.tidegate.controller.config.ConfigLoader;
import dev.tidegate.controller.lab.Lab;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.plan.ControllerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerAppTest {
  private static ControllerConfig config(Path ledger) {
    return ConfigLoader.parse(
        "test.yaml",
        """
        kind: WorkerPool
        name: fib
        spec: {cluster: tidegate, service: workers, queues: [fib], slotsPerTask: 2, min: 2, max: 9}
        ---
        kind: Controller
        name: main
        spec: {pass: 100ms, awsTimeout: 500ms, ledger: "%s"}
        """
            .formatted(ledger));
  }

  @Test
  void itRunsPassesReportsThemAndGivesLeadershipUpWhenItIsClosed(@TempDir Path dir)
      throws IOException {
    Path ledger = dir.resolve("ledger.jsonl");
    try (Lab lab = Lab.withWorkers(51, 1)) {
      lab.pause(true);
      AwsClients clients = new AwsClients(lab.aws.ecs(), lab.aws.elb(), lab.aws.cloudWatch());
      try (ControllerApp app = ControllerApp.start(config(ledger), clients, lab.channel())) {
        await().atMost(Duration.ofSeconds(20)).until(() -> lab.cloud.desired("workers") == 2);
        await().atMost(Duration.ofSeconds(20)).until(() -> app.status().pool("fib").isPresent());
        ControllerStatus status = app.status();
        assertThat(status.leader()).isTrue();
        assertThat(status.json()).contains("\"fib\"");
        assertThat(lab.fleet.notes()).containsKey("leader");
      }
      assertThat(lab.fleet.leaseEnds()).isBeforeOrEqualTo(lab.aws.clock().instant());
      assertThat(Files.readString(ledger)).contains("\"decision\":\"OUT\"");
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(t -> t.getName().equals("tidegate-controller"));
    }
  }

  @Test
  void aRequestWakesItBeforeItsNextPassIsDue(@TempDir Path dir) {
    String slow =
        """
        kind: WorkerPool
        name: fib
        spec: {cluster: tidegate, service: workers, queues: [fib], slotsPerTask: 2, min: 1, max: 9}
        ---
        kind: Controller
        name: main
        spec: {pass: 25s, awsTimeout: 1s, ledger: "%s"}
        """
            .formatted(dir.resolve("ledger.jsonl"));
    try (Lab lab = Lab.withWorkers(52, 1)) {
      AwsClients clients = new AwsClients(lab.aws.ecs(), lab.aws.elb(), lab.aws.cloudWatch());
      try (ControllerApp app =
          ControllerApp.start(ConfigLoader.parse("t", slow), clients, lab.channel())) {
        await().atMost(Duration.ofSeconds(20)).until(() -> app.status().passes() == 1);
        await().until(() -> lab.fleet.notes().containsKey("leader"));
        app.requestRotation(new RotationRequest("r1", "none", RotationRequest.OLDEST));
        await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> lab.fleet.notes().containsKey("status/rotation/r1"));
      }
    }
  }

  @Test
  void aPlanSaysWhatItWouldDoAndChangesNothing(@TempDir Path dir) throws InterruptedException {
    try (Lab lab = Lab.withWorkers(53, 1)) {
      AwsClients clients = new AwsClients(lab.aws.ecs(), lab.aws.elb(), lab.aws.cloudWatch());
      PlanView plan = ControllerApp.plan(config(dir.resolve("l")), clients, lab.channel());
      assertThat(plan.text())
          .contains("WorkerPool/fib")
          .contains("set " + Make.WORKERS + " from 1 to 2");
      assertThat(plan.json()).contains("\"resource\":\"WorkerPool/fib\"");
      assertThat(plan.calm()).isFalse();
      assertThat(lab.cloud.desired("workers")).isEqualTo(1);
      assertThat(lab.fleet.notes()).isEmpty();
    }
  }
}
