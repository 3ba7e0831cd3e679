package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TaskView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which tasks are to go: idle ones first, then those that hold least work. A task without a session
 * is never chosen: nobody can say that it is idle. A protected one comes last: its worker asked for
 * that.
 */
final class VictimChoice {
  private VictimChoice() {}

  private record Load(TaskView task, int held, double seconds) {}

  static List<String> choose(List<TaskView> tasks, List<SessionView> sessions, int count) {
    Map<String, List<SessionView>> byTask = byTask(sessions);
    return tasks.stream()
        .filter(t -> t.serving() && byTask.containsKey(t.arn()))
        .map(t -> load(t, byTask.getOrDefault(t.arn(), List.of())))
        .sorted(
            Comparator.comparing((Load l) -> l.task().protectedUntil() != null)
                .thenComparing(Load::held)
                .thenComparing(Load::seconds)
                .thenComparing(l -> l.task().arn()))
        .limit(Math.max(0, count))
        .map(l -> l.task().arn())
        .toList();
  }

  static Map<String, List<SessionView>> byTask(List<SessionView> sessions) {
    return sessions.stream()
        .filter(s -> !s.taskArn().isEmpty())
        .collect(Collectors.groupingBy(SessionView::taskArn));
  }

  private static Load load(TaskView task, List<SessionView> sessions) {
    return new Load(
        task,
        sessions.stream().mapToInt(SessionView::held).sum(),
        sessions.stream().mapToDouble(SessionView::heldSeconds).sum());
  }
}
