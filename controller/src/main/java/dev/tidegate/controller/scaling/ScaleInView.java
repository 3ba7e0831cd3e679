package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a scale-in sees.
 *
 * @param tasks of this service, with their protections
 * @param cancel why the pool should not shrink after all; null = it should
 * @param drainWithin how long victims get to let go
 */
public record ScaleInView(
    Instant now,
    ServiceView service,
    List<TaskView> tasks,
    List<SessionView> sessions,
    @Nullable String cancel,
    Duration drainWithin) {
  /** A protection that ends sooner is renewed. */
  static final Duration RENEW_BELOW = Duration.ofSeconds(100);

  /** The count is lowered only while every protection lasts at least this long. */
  public static final Duration ENOUGH = Duration.ofSeconds(60);

  public ScaleInView {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(service, "service");
    tasks = List.copyOf(tasks);
    sessions = List.copyOf(sessions);
    Objects.requireNonNull(drainWithin, "drainWithin");
  }

  Optional<TaskView> task(String arn) {
    return tasks.stream().filter(t -> t.arn().equals(arn)).findFirst();
  }

  boolean serving(String arn) {
    return task(arn).filter(TaskView::serving).isPresent();
  }

  boolean gone(String arn) {
    return task(arn).map(TaskView::gone).orElse(true);
  }

  /** Every session of the task has let go. A task without one is unknown, which counts as busy. */
  public static boolean released(String arn, List<SessionView> sessions) {
    Map<String, List<SessionView>> byTask = VictimChoice.byTask(sessions);
    List<SessionView> own = byTask.getOrDefault(arn, List.of());
    return !own.isEmpty() && own.stream().allMatch(SessionView::released);
  }

  boolean released(String arn) {
    return released(arn, sessions);
  }

  boolean idle(String arn) {
    List<SessionView> own = VictimChoice.byTask(sessions).getOrDefault(arn, List.of());
    return !own.isEmpty() && own.stream().allMatch(s -> s.held() == 0);
  }

  List<TaskView> others(List<String> victims) {
    return tasks.stream().filter(t -> t.serving() && !victims.contains(t.arn())).toList();
  }

  /** Others whose protection is missing or ends soon. */
  Set<String> needProtection(List<String> victims) {
    return arns(others(victims).stream().filter(t -> !lasts(t, RENEW_BELOW)).toList());
  }

  /** Others that nobody protects: ours, once we do. */
  Set<String> unprotected(List<String> victims) {
    return arns(others(victims).stream().filter(t -> !lasts(t, Duration.ZERO)).toList());
  }

  boolean allProtected(List<String> victims) {
    return others(victims).stream().allMatch(t -> lasts(t, ENOUGH));
  }

  Set<String> protectedAmong(Iterable<String> arns) {
    Set<String> found = new TreeSet<>();
    for (String arn : arns) {
      task(arn).filter(t -> lasts(t, Duration.ZERO)).ifPresent(t -> found.add(t.arn()));
    }
    return found;
  }

  private boolean lasts(TaskView task, Duration atLeast) {
    return task.protectedUntil() != null && task.protectedUntil().isAfter(now.plus(atLeast));
  }

  private static Set<String> arns(List<TaskView> tasks) {
    return tasks.stream().map(TaskView::arn).collect(Collectors.toCollection(TreeSet::new));
  }
}
