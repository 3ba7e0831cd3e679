package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStats;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what {@code stats} answers. */
final class StatsView {
  private static final int FIGURES = 6;

  private StatsView() {}

  static QueueStats stats(QueueName queue, @Nullable Object reply) {
    List<?> parts = Replies.list(reply);
    long now = Replies.number(parts.get(0));
    long oldest = Replies.number(parts.get(1));
    long firstEnd = Replies.number(parts.get(2));
    boolean pausedOut = Replies.number(parts.get(5)) == 1;
    Map<String, String> figures = Replies.map(parts.subList(FIGURES, parts.size()));
    long readyWork = figure(figures, "ready_work");
    long grace = figure(figures, "grace_until");
    return new QueueStats(
        queue,
        now,
        figure(figures, "ready"),
        figure(figures, "scheduled"),
        figure(figures, "delivered"),
        figure(figures, "running"),
        Replies.number(parts.get(3)),
        readyWork,
        figure(figures, "scheduled_work"),
        figure(figures, "flight_work"),
        pausedOut ? 0 : readyWork,
        figure(figures, "enqueued_total"),
        figure(figures, "completed_total"),
        figure(figures, "failed_total"),
        figure(figures, "dead_total"),
        figure(figures, "losses_total"),
        figure(figures, "delivered_total"),
        figure(figures, "enqueued_work"),
        figure(figures, "completed_run"),
        figure(figures, "completed_work"),
        oldest < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, now - oldest)),
        firstEnd >= 0 && firstEnd < now ? OptionalLong.of(now - firstEnd) : OptionalLong.empty(),
        grace > now ? OptionalLong.of(grace) : OptionalLong.empty(),
        Replies.number(parts.get(4)) == 1,
        pausedOut,
        figure(figures, "bytes"));
  }

  private static long figure(Map<String, String> figures, String name) {
    return Long.parseLong(figures.getOrDefault(name, "0"));
  }
}
