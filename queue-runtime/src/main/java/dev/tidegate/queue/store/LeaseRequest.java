package dev.tidegate.queue.store;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.SessionId;
import java.util.Set;

/**
 * Asks for work, once, without waiting.
 *
 * @param queue where from
 * @param session who will hold the jobs
 * @param maxJobs 1..256
 * @param maxBytes sum of payloads; at least one job is given whatever its size
 * @param startedOnDelivery grant the full lease at once
 * @param types only these job types; empty = all
 */
public record LeaseRequest(
    QueueName queue,
    SessionId session,
    int maxJobs,
    int maxBytes,
    boolean startedOnDelivery,
    Set<String> types) {

  /** Most jobs that one call carries (rule 10 of the design). */
  public static final int MAX_JOBS = 256;

  /**
   * @throws IllegalArgumentException if a limit is out of its range
   */
  public LeaseRequest {
    if (maxJobs < 1 || maxJobs > MAX_JOBS) {
      throw new IllegalArgumentException("max_jobs must be 1.." + MAX_JOBS);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("max_bytes must be positive");
    }
    types = Set.copyOf(types);
  }
}
