package dev.tidegate.cli.demo;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The truth of the demo, counted from what producers and handlers wrote down themselves.
 *
 * @param enqueued ids whose enqueue was acknowledged to a producer
 * @param completed of those, ids that some handler completed
 * @param dead of those not completed, ids that the dead-letter list names
 * @param lost acknowledged, neither completed nor dead
 * @param duplicateDeliveries completions beyond the first of each job
 * @param recoveredJobs jobs that a killed process had begun and another completed
 * @param slowestRecoveryMs longest time from a kill to the new start elsewhere of such a job
 */
record Tally(
    int enqueued,
    int completed,
    int dead,
    int lost,
    int duplicateDeliveries,
    int recoveredJobs,
    long slowestRecoveryMs) {

  /**
   * A process that was sent SIGKILL.
   *
   * @param pid which
   * @param epochMs when
   */
  record Kill(long pid, long epochMs) {}

  static Tally of(
      Set<String> acknowledged,
      List<HandlerEvent> events,
      Set<String> deadLetters,
      Collection<Kill> kills) {
    Map<String, Integer> completions = new HashMap<>();
    for (HandlerEvent event : events) {
      if (event.kind() == HandlerEvent.Kind.COMPLETED) {
        completions.merge(event.jobId(), 1, Integer::sum);
      }
    }
    Set<String> missing = new HashSet<>(acknowledged);
    missing.removeAll(completions.keySet());
    int dead = (int) missing.stream().filter(deadLetters::contains).count();
    int repeated = completions.values().stream().mapToInt(times -> times - 1).sum();

    int recovered = 0;
    long slowest = 0;
    for (Kill kill : kills) {
      for (String jobId : begunButNotEndedBy(kill.pid(), events)) {
        OptionalLong restart = firstStartElsewhere(jobId, kill, events);
        if (completions.containsKey(jobId) && restart.isPresent()) {
          recovered++;
          slowest = Math.max(slowest, restart.getAsLong() - kill.epochMs());
        }
      }
    }
    return new Tally(
        acknowledged.size(),
        acknowledged.size() - missing.size(),
        dead,
        missing.size() - dead,
        repeated,
        recovered,
        slowest);
  }

  private static Set<String> begunButNotEndedBy(long pid, List<HandlerEvent> events) {
    Set<String> open = new HashSet<>();
    for (HandlerEvent event : events) {
      if (event.pid() == pid && event.kind() == HandlerEvent.Kind.STARTED) {
        open.add(event.jobId());
      }
    }
    for (HandlerEvent event : events) {
      if (event.pid() == pid && event.kind() == HandlerEvent.Kind.COMPLETED) {
        open.remove(event.jobId());
      }
    }
    return open;
  }

  private static OptionalLong firstStartElsewhere(
      String jobId, Kill kill, List<HandlerEvent> events) {
    return events.stream()
        .filter(event -> event.kind() == HandlerEvent.Kind.STARTED)
        .filter(event -> event.jobId().equals(jobId))
        .filter(event -> event.pid() != kill.pid() && event.epochMs() >= kill.epochMs())
        .mapToLong(HandlerEvent::epochMs)
        .min();
  }
}
