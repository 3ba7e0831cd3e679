package dev.tidegate.localaws.world.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What a service does next: how many tasks to start, and which to stop. A pure function of what it
 * sees; the order of the tasks that it is shown decides which of equals is stopped, and that order
 * is the scheduler's, not the caller's.
 */
final class ServicePlanner {

  /**
   * A task that is not stopping.
   *
   * @param task the task
   * @param primary whether it belongs to the newest deployment
   * @param ready whether it runs and its targets are healthy
   * @param guarded whether it is protected
   * @param trouble why it should be replaced
   */
  record Seen(Task task, boolean primary, boolean ready, boolean guarded, Task.Trouble trouble) {

    boolean good() {
      return primary && trouble == Task.Trouble.NONE;
    }
  }

  /**
   * What to do.
   *
   * @param start tasks of the primary deployment to start
   * @param stop tasks to stop
   */
  record Plan(int start, List<Seen> stop) {}

  /**
   * The numbers that bound a service.
   *
   * @param desired desired count
   * @param minPercent fewest healthy, percent of desired, rounded up
   * @param maxPercent most running and pending, percent of desired, rounded down
   * @param unhealthyOverridesProtection an open point
   */
  record Bounds(int desired, int minPercent, int maxPercent, boolean unhealthyOverridesProtection) {

    int least() {
      return (desired * minPercent + 99) / 100;
    }

    int most() {
      return desired * maxPercent / 100;
    }
  }

  private ServicePlanner() {}

  static Plan plan(Bounds bounds, List<Seen> tasks) {
    long good = tasks.stream().filter(Seen::good).count();
    long missing = Math.max(0, bounds.desired() - good);
    int start = (int) Math.max(0, Math.min(missing, bounds.most() - tasks.size()));
    List<Seen> stop = new ArrayList<>();
    stop.addAll(leaving(bounds, tasks));
    stop.addAll(unhealthy(bounds, tasks, missing, start));
    stop.addAll(excess(bounds, tasks, good));
    return new Plan(start, stop);
  }

  /**
   * Tasks of an older deployment, or on a DRAINING instance: those that serve nothing go at once,
   * the others as far as the minimum of healthy tasks allows. Protected ones wait.
   */
  private static List<Seen> leaving(Bounds bounds, List<Seen> tasks) {
    long ready = tasks.stream().filter(Seen::ready).count();
    List<Seen> stop = new ArrayList<>();
    for (Seen seen : tasks) {
      boolean leaves =
          seen.trouble() == Task.Trouble.INSTANCE_DRAINING
              || (!seen.primary() && seen.trouble() == Task.Trouble.NONE);
      if (!leaves || seen.guarded()) {
        continue;
      }
      if (!seen.ready()) {
        stop.add(seen);
      } else if (ready - 1 >= bounds.least()) {
        ready--;
        stop.add(seen);
      }
    }
    return stop;
  }

  /**
   * Tasks with an unhealthy target: each waits until a replacement serves, or, where the maximum
   * leaves no room for one, is stopped first (since October 2023).
   */
  private static List<Seen> unhealthy(Bounds bounds, List<Seen> tasks, long missing, int start) {
    List<Seen> sick =
        tasks.stream()
            .filter(s -> s.trouble() == Task.Trouble.UNHEALTHY)
            .filter(s -> !s.guarded() || bounds.unhealthyOverridesProtection())
            .toList();
    long readyGood = tasks.stream().filter(s -> s.good() && s.ready()).count();
    long replaced = Math.max(0, readyGood - (bounds.desired() - sick.size()));
    boolean noRoom = missing > 0 && start == 0 && tasks.size() >= bounds.most();
    long allowed = noRoom ? Math.max(replaced, missing) : replaced;
    return sick.stream().limit(allowed).toList();
  }

  /** More good tasks than desired: any unprotected ones go. */
  private static List<Seen> excess(Bounds bounds, List<Seen> tasks, long good) {
    return tasks.stream()
        .filter(s -> s.good() && !s.guarded())
        .limit(Math.max(0, good - bounds.desired()))
        .toList();
  }
}
