package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.scaling.ScaleInView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The check that repeats itself on a fresh reading: a plan made on what was true is dropped when it
 * no longer is.
 */
public final class Revalidation {
  private Revalidation() {}

  /** Why the count must not be set now; empty = it may. */
  public static Optional<String> refuse(Change change, FreshView fresh) {
    int desired = fresh.service().desired();
    if (desired == change.to()) {
      return Optional.of("the count is " + desired + " already");
    }
    if (desired != change.from()) {
      return Optional.of("the count is " + desired + ", not " + change.from() + " any more");
    }
    if (change.to() >= change.from()) {
      return Optional.empty();
    }
    if (fresh.service().deploying()) {
      return Optional.of("a deployment is under way");
    }
    Optional<String> unguarded = unguarded(change, fresh);
    return unguarded.isPresent() ? unguarded : victims(change, fresh);
  }

  private static Optional<String> unguarded(Change change, FreshView fresh) {
    Instant enough = fresh.now().plus(ScaleInView.ENOUGH);
    List<String> open =
        fresh.tasks().stream()
            .filter(t -> t.serving() && !change.victims().contains(t.arn()))
            .filter(t -> t.protectedUntil() == null || t.protectedUntil().isBefore(enough))
            .map(TaskView::shortId)
            .toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("ECS could choose a task that is to stay: " + String.join(", ", open));
  }

  private static Optional<String> victims(Change change, FreshView fresh) {
    return switch (change.guard()) {
      case NONE -> Optional.of("lowering needs a guard");
      case WORKERS_RELEASED ->
          change.victims().stream()
              .filter(v -> !ScaleInView.released(v, fresh.sessions()))
              .findFirst()
              .map(v -> TaskView.shortId(v) + " is not known to be idle");
      case RUNTIME_DRAINING ->
          change.victims().stream()
              .filter(v -> !runtimesOf(v, fresh).stream().anyMatch(RuntimeView::draining))
              .findFirst()
              .map(v -> TaskView.shortId(v) + " does not drain");
      case NEVER_SERVED -> neverServed(change, fresh);
    };
  }

  private static Optional<String> neverServed(Change change, FreshView fresh) {
    Optional<String> serves =
        change.victims().stream().filter(v -> !runtimesOf(v, fresh).isEmpty()).findFirst();
    if (serves.isPresent()) {
      return serves.map(v -> TaskView.shortId(v) + " serves by now");
    }
    long staying =
        fresh.tasks().stream()
            .filter(t -> t.serving() && !change.victims().contains(t.arn()))
            .count();
    return staying > change.to()
        ? Optional.of(staying + " tasks that are to stay run, the count would be " + change.to())
        : Optional.empty();
  }

  private static List<RuntimeView> runtimesOf(String task, FreshView fresh) {
    return fresh.fleet().runtimes().stream().filter(r -> r.taskArn().equals(task)).toList();
  }
}
