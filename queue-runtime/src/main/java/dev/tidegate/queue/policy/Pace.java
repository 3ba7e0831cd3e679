package dev.tidegate.queue.policy;

import java.util.OptionalLong;

/**
 * How often a background role looks at a queue. It follows due times where there are any, works off
 * what is due at a bounded rate, and looks ever more rarely at a queue where nothing happens.
 *
 * @param gapMs shortest pause between two looks; with the size of a step it is the rate
 * @param busyMs pause while something is going on in the queue
 * @param longestMs pause after a long quiet
 */
public record Pace(long gapMs, long busyMs, long longestMs) {

  /**
   * @throws IllegalArgumentException unless 0 &lt; gap &lt;= busy &lt;= longest
   */
  public Pace {
    if (gapMs < 1 || busyMs < gapMs || longestMs < busyMs) {
      throw new IllegalArgumentException("pace needs 0 < gap <= busy <= longest");
    }
  }

  /**
   * Milliseconds until the next look.
   *
   * @param more the last step reached its limit
   * @param dueInMs when something falls due, from now; may be past
   * @param quietRounds looks in a row that found nothing and nothing to come
   */
  public long pauseMs(boolean more, OptionalLong dueInMs, int quietRounds) {
    if (more) {
      return gapMs;
    }
    long sweep = Math.min(longestMs, busyMs << Math.min(quietRounds, 20));
    return dueInMs.isEmpty() ? sweep : Math.max(gapMs, Math.min(dueInMs.getAsLong(), sweep));
  }
}
