package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Task scale-in protection ("Protect your Amazon ECS tasks from being terminated by scale-in
 * events"). What cannot be done for one task comes back as a failure beside the others' success.
 */
final class Protection {

  private static final int MAX_TASKS = 10;
  private static final int MAX_MINUTES = 2880;
  private static final int DEFAULT_MINUTES = 120;

  private final Kernel kernel;
  private final ServiceScheduler scheduler;

  Protection(Kernel kernel, ServiceScheduler scheduler) {
    this.kernel = kernel;
    this.scheduler = scheduler;
  }

  ProtectionResult update(
      Cluster cluster, List<String> references, boolean on, @Nullable Integer minutes) {
    check(references);
    int length = minutes == null ? DEFAULT_MINUTES : minutes;
    if (length < 1 || length > MAX_MINUTES) {
      throw new Refusal(
          "InvalidParameterException",
          "expiresInMinutes must be between 1 and " + MAX_MINUTES + ", inclusive.");
    }
    List<Task> done = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String reference : references) {
      Optional<Failure> failure = refuse(cluster, reference, on);
      if (failure.isPresent()) {
        failures.add(failure.get());
      } else {
        done.add(set(cluster.task(reference).orElseThrow(), on, length));
      }
    }
    return new ProtectionResult(done, failures);
  }

  ProtectionResult read(Cluster cluster, List<String> references) {
    check(references);
    List<Task> found = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String reference : references) {
      cluster
          .task(reference)
          .ifPresentOrElse(
              found::add, () -> failures.add(new Failure(reference, "MISSING", "Task not found")));
    }
    return new ProtectionResult(found, failures);
  }

  private static void check(List<String> references) {
    if (references.isEmpty() || references.size() > MAX_TASKS) {
      throw new Refusal(
          "InvalidParameterException", "Between 1 and " + MAX_TASKS + " tasks are allowed.");
    }
  }

  private Optional<Failure> refuse(Cluster cluster, String reference, boolean on) {
    Task task = cluster.task(reference).orElse(null);
    if (task == null) {
      return Optional.of(new Failure(reference, "MISSING", "Task not found"));
    }
    Service service = task.service().orElse(null);
    if (service == null || task.stopWanted()) {
      String detail = service == null ? "Task is not part of a service" : "Task is stopping";
      return Optional.of(new Failure(task.arn(), "TASK_NOT_VALID", detail));
    }
    if (on && !task.guarded(kernel.now()) && guardedCount(service) + 1 > service.desired()) {
      return Optional.of(
          new Failure(task.arn(), "DEPLOYMENT_BLOCKED", "More tasks protected than are desired"));
    }
    return Optional.empty();
  }

  private long guardedCount(Service service) {
    return service.cluster().liveTasks(service).stream()
        .filter(t -> !t.stopWanted() && t.guarded(kernel.now()))
        .count();
  }

  private Task set(Task task, boolean on, int minutes) {
    Instant until = on ? kernel.now().plus(Duration.ofMinutes(minutes)) : null;
    task.guard(until);
    kernel.note("task.protection", task.id(), on ? "until " + until : "off");
    task.service().ifPresent(scheduler::look);
    if (until != null) {
      kernel.after(Duration.ofMinutes(minutes), () -> expire(task, until));
    }
    return task;
  }

  private void expire(Task task, Instant until) {
    if (task.protectedUntil().filter(until::equals).isPresent()) {
      task.guard(null);
      kernel.note("task.protection", task.id(), "expired");
      task.service().ifPresent(scheduler::look);
    }
  }
}
