package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a worker pool's decision is made from.
 *
 * @param tasks of this service only
 * @param queues null if there is no figure young enough
 * @param queueProblem why there is none
 */
public record PoolSituation(
    Instant now,
    Duration pass,
    ServiceView service,
    List<TaskView> tasks,
    @Nullable QueueSum queues,
    String queueProblem,
    PoolMemory memory) {
  public PoolSituation {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(pass, "pass");
    Objects.requireNonNull(service, "service");
    tasks = List.copyOf(tasks);
    Objects.requireNonNull(queueProblem, "queueProblem");
    Objects.requireNonNull(memory, "memory");
  }

  int startingWithin(Duration deadline) {
    return (int) tasks.stream().filter(t -> t.starting() && !late(t, deadline)).count();
  }

  int stuckBeyond(Duration deadline) {
    return (int) tasks.stream().filter(t -> t.starting() && late(t, deadline)).count();
  }

  private boolean late(TaskView task, Duration deadline) {
    return task.createdAt() != null && now.isAfter(task.createdAt().plus(deadline));
  }

  /** Tasks that ended by themselves, soon after their start, lately. */
  int diedAtStart(Duration deadline) {
    return (int) tasks.stream().filter(t -> t.gone() && t.failed() && young(t, deadline)).count();
  }

  private boolean young(TaskView task, Duration deadline) {
    Instant stopped = task.stoppedAt();
    Instant created = task.createdAt();
    return stopped != null
        && created != null
        && stopped.isAfter(now.minus(deadline))
        && stopped.isBefore(created.plus(deadline));
  }
}
