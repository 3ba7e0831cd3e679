package dev.tidegate.cli.demo;

import dev.tidegate.controller.app.ControllerStatus;
import dev.tidegate.controller.plan.PoolStatus;
import dev.tidegate.proto.queue.v1.QueueStats;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One line a second on how things stand, and a line on each decision when it changes. */
final class Screen {
  private final Narrator narrator;

  Screen(Narrator narrator) {
    this.narrator = narrator;
  }

  void show(Optional<QueueStats> stats, ControllerStatus controller, int workers) {
    narrator.say(
        stats.map(Screen::queue).orElse("queue: no answer       ")
            + " | workers "
            + workers
            + controller.pool("fib").map(pool -> " (wanted " + pool.wanted() + ")").orElse("")
            + " | "
            + controller.pool("runtimes").map(Screen::targets).orElse("runtimes: ..."));
    for (PoolStatus pool : controller.pools()) {
      if (pool.desired() != pool.wanted() || !pool.step().isEmpty()) {
        narrator.change(pool.name(), decision(pool));
      }
    }
  }

  private static String queue(QueueStats stats) {
    return String.format(
        Locale.ROOT,
        "ready %4d  backlog %5.1f s  in flight %3d  done %5d",
        stats.getReady(),
        stats.getReadyWorkMs() / 1_000.0,
        stats.getDelivered() + stats.getRunning(),
        stats.getCompletedTotal());
  }

  private static String targets(PoolStatus pool) {
    List<PoolStatus.MemberStatus> members = pool.members();
    return "connections "
        + members.stream()
            .map(
                member ->
                    shortName(member.taskArn())
                        + " "
                        + member.state().toLowerCase(Locale.ROOT)
                        + " "
                        + member.connections())
            .collect(Collectors.joining(", "));
  }

  private static String decision(PoolStatus pool) {
    return (pool.step().isEmpty() ? pool.desired() + " -> " + pool.wanted() : pool.step())
        + ", because "
        + pool.reason();
  }

  private static String shortName(String arn) {
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    return id.length() <= 6 ? id : id.substring(0, 6);
  }
}
