package dev.tidegate.controller.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task of a target pool with what belongs to it.
 *
 * @param runtime the runtime inside the task; null if none reports, or two do
 * @param targets its targets, one per target group of the pool; empty if not (yet) registered
 * @param unmapped why task, runtime and targets cannot be joined; null if they can
 */
public record Member(
    TaskView task,
    @Nullable RuntimeView runtime,
    List<TargetView> targets,
    @Nullable String unmapped) {
  public Member {
    Objects.requireNonNull(task, "task");
    targets = List.copyOf(targets);
  }

  public String arn() {
    return task.arn();
  }

  /** Task, runtime and targets are known to belong together. */
  public boolean mapped() {
    return unmapped == null && runtime != null && !targets.isEmpty();
  }

  /** Serves clients: the task runs, its runtime serves, and every target is healthy. */
  public boolean serving() {
    return task.serving() && healthy() && runtime != null && !runtime.draining();
  }

  public boolean healthy() {
    return unmapped == null && !targets.isEmpty() && targets.stream().allMatch(TargetView::healthy);
  }

  /** The runtime, unless the join is in doubt. */
  public Optional<RuntimeView> knownRuntime() {
    return unmapped == null ? Optional.ofNullable(runtime) : Optional.empty();
  }

  public String zone() {
    return targets.isEmpty() || targets.get(0).zone().isEmpty()
        ? task.zone()
        : targets.get(0).zone();
  }
}
