package dev.tidegate.queue.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The jobs handed over, and why there are none if there are none.
 *
 * @param jobs possibly empty
 * @param blocked why nothing more was given although there was room
 */
public record LeaseOutcome(List<LeasedJob> jobs, Optional<Blocked> blocked) {
  public LeaseOutcome {
    jobs = List.copyOf(jobs);
  }

  /**
   * @param why what stands in the way
   * @param retryAtMs when it is worth asking again, epoch milliseconds: the next scheduled job, the
   *     next token of the rate
   */
  public record Blocked(Why why, OptionalLong retryAtMs) {}

  /** Order of the checks at a lease: pause, concurrency, rate, then the lists. */
  public enum Why {
    PAUSED,
    CONCURRENCY,
    RATE,
    EMPTY
  }
}
