package dev.tidegate.queue.policy;

/** What holds for a queue whose settings do not say otherwise. Durations are milliseconds. */
public final class QueueDefaults {
  /** Expected duration of a job that declares none. */
  public static final long EXPECTED_DURATION_MS = 1_000;

  /** Full lease = max(expected duration x this / 1000, {@link #LEASE_FLOOR_MS}). */
  public static final int LEASE_FACTOR_PERMILLE = 2_000;

  /** Shortest full lease: a missed heartbeat or two must not lose a short job. */
  public static final long LEASE_FLOOR_MS = 10_000;

  /** Time between the delivery of a job and the word that a handler began. */
  public static final long DELIVERY_LEASE_MS = 3_000;

  /** Deliveries that nobody started before the job is dead as NEVER_STARTED. */
  public static final int MAX_DELIVERY_LOSSES = 10;

  /** Finished jobs without a result leave no record. */
  public static final long DONE_RETENTION_MS = 0;

  /** A job that handed in a result and said nothing of retention is kept at least this long. */
  public static final long RESULT_RETENTION_MS = 3_600_000;

  /** Dead jobs wait this long for someone to look (90 days). */
  public static final long DEAD_RETENTION_MS = 90L * 86_400_000;

  /** Beyond this many dead jobs the oldest are dropped. */
  public static final long DEAD_MAX_COUNT = 100_000;

  private QueueDefaults() {}
}
