package dev.tidegate.controller;

import dev.tidegate.controller.model.DeploymentView;
import dev.tidegate.controller.model.LagProfile;
import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.Paused;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.model.WorkerPoolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values for tests. */
public final class Make {
  public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  public static final ServiceRef WORKERS = new ServiceRef("tidegate", "workers");
  public static final ServiceRef RUNTIMES = new ServiceRef("tidegate", "runtimes");
  public static final String GROUP = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/rt/1";

  private Make() {}

  public static String arn(String id) {
    return "arn:aws:ecs:eu-west-1:1:task/tidegate/" + id;
  }

  public static WorkerPoolSpec workerPool() {
    return new WorkerPoolSpec(
        "fib",
        WORKERS,
        List.of("fib"),
        2,
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        0.8,
        1,
        20,
        5,
        0.1,
        Duration.ofSeconds(60),
        Duration.ofSeconds(120),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        new WorkerPoolSpec.Fallback(6, Duration.ofSeconds(90)),
        Paused.NONE);
  }

  public static WorkerPoolSpec paused(WorkerPoolSpec s, Paused paused) {
    return new WorkerPoolSpec(
        s.name(),
        s.service(),
        s.queues(),
        s.slotsPerTask(),
        s.drainTarget(),
        s.controlLag(),
        s.busyShare(),
        s.min(),
        s.max(),
        s.scaleOutStep(),
        s.tolerance(),
        s.scaleInWindow(),
        s.startDeadline(),
        s.drainWithin(),
        s.rateWindow(),
        s.fallback(),
        paused);
  }

  public static WorkerPoolSpec min(WorkerPoolSpec s, int min) {
    return new WorkerPoolSpec(
        s.name(),
        s.service(),
        s.queues(),
        s.slotsPerTask(),
        s.drainTarget(),
        s.controlLag(),
        s.busyShare(),
        min,
        s.max(),
        s.scaleOutStep(),
        s.tolerance(),
        s.scaleInWindow(),
        s.startDeadline(),
        s.drainWithin(),
        s.rateWindow(),
        s.fallback(),
        s.paused());
  }

  public static WorkerPoolSpec lag(WorkerPoolSpec s, Duration lag) {
    return new WorkerPoolSpec(
        s.name(),
        s.service(),
        s.queues(),
        s.slotsPerTask(),
        s.drainTarget(),
        lag,
        s.busyShare(),
        s.min(),
        s.max(),
        s.scaleOutStep(),
        s.tolerance(),
        s.scaleInWindow(),
        s.startDeadline(),
        s.drainWithin(),
        s.rateWindow(),
        s.fallback(),
        s.paused());
  }

  public static TargetPoolSpec targetPool() {
    return new TargetPoolSpec(
        "runtime",
        RUNTIMES,
        List.of(GROUP),
        1,
        0.2,
        10,
        Duration.ofSeconds(5),
        new LagProfile(Duration.ofSeconds(5), Duration.ofSeconds(8)),
        Duration.ofSeconds(10),
        3,
        Duration.ofSeconds(8),
        Duration.ofSeconds(4),
        0,
        true,
        new TargetPoolSpec.Deadlines(
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(300)));
  }

  public static ServiceView service(ServiceRef ref, int desired, int running) {
    return new ServiceView(
        ref,
        desired,
        running,
        Math.max(0, desired - running),
        List.of(new DeploymentView("d1", true, "td:1", true)),
        ref.equals(RUNTIMES) ? List.of(new ServiceView.Binding(GROUP, "runtime", 7000)) : List.of(),
        false);
  }

  public static ServiceView deploying(ServiceView service) {
    return new ServiceView(
        service.ref(),
        service.desired(),
        service.running(),
        service.pending(),
        List.of(
            new DeploymentView("d2", true, "td:2", false),
            new DeploymentView("d1", false, "td:1", true)),
        service.bindings(),
        false);
  }

  public static TaskView task(String id) {
    return task(id, TaskView.Status.RUNNING, true, null);
  }

  public static TaskView task(
      String id, TaskView.Status status, boolean wanted, @Nullable Instant protectedUntil) {
    return new TaskView(
        arn(id),
        "workers",
        status,
        wanted,
        "td:1",
        "a",
        "arn:ci/" + id,
        null,
        List.of(new TaskView.Port("runtime", 7000, 32000 + id.hashCode() % 1000)),
        T0,
        T0,
        null,
        false,
        protectedUntil);
  }

  public static TaskView of(TaskView t, String service) {
    return new TaskView(
        t.arn(),
        service,
        t.status(),
        t.wanted(),
        t.taskDefinition(),
        t.zone(),
        t.containerInstanceArn(),
        t.eniAddress(),
        t.ports(),
        t.createdAt(),
        t.startedAt(),
        t.stoppedAt(),
        t.failed(),
        t.protectedUntil());
  }

  public static List<TaskView> tasks(int count) {
    List<TaskView> tasks = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      tasks.add(task("w" + i));
    }
    return tasks;
  }

  public static SessionView session(String taskId, int held, boolean draining) {
    return new SessionView("s-" + taskId, arn(taskId), "b", 2, held, draining, held * 1.0);
  }

  public static RuntimeView runtime(
      String id, RuntimeView.Phase phase, int connections, double rpc, int accepts) {
    return new RuntimeView(
        "r-" + id, arn(id), "boot-" + id, phase, connections, 0, rpc, 0, accepts, T0, T0, 0, 0, "");
  }

  public static TargetView target(String id, TargetView.Health health) {
    return new TargetView(GROUP, "i-" + id, 7000, "a", health, "");
  }

  /** A mapped member that serves. */
  public static Member member(String id, int connections) {
    return member(id, RuntimeView.Phase.SERVING, connections, TargetView.Health.HEALTHY);
  }

  public static Member member(
      String id, RuntimeView.Phase phase, int connections, TargetView.Health health) {
    return new Member(
        of(task(id), "runtimes"),
        runtime(id, phase, connections, connections, 5),
        List.of(target(id, health)),
        null);
  }

  public static Member guarded(Member m, @Nullable Instant until) {
    return new Member(m.task().withProtection(until), m.runtime(), m.targets(), m.unmapped());
  }

  public static Member leaving(Member m, TaskView.Status status) {
    TaskView t = m.task();
    return new Member(
        new TaskView(
            t.arn(),
            t.service(),
            status,
            false,
            t.taskDefinition(),
            t.zone(),
            t.containerInstanceArn(),
            t.eniAddress(),
            t.ports(),
            t.createdAt(),
            t.startedAt(),
            null,
            false,
            t.protectedUntil()),
        m.runtime(),
        List.of(target(t.shortId(), TargetView.Health.DRAINING)),
        null);
  }
}
