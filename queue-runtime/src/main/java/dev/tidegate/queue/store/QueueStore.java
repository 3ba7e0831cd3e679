package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The jobs. Every call is atomic per job, safe to repeat, and judges time by the store's own clock.
 * Stages complete on a thread of the store and must not be blocked on there; they fail with {@link
 * StoreException} only. Lists of outcomes are aligned with the lists handed in.
 *
 * <p>The hot calls ({@link #enqueue}, {@link #lease}, {@link #settle}) never block the caller;
 * concurrent ones are gathered into few round trips.
 */
public interface QueueStore extends AutoCloseable {
  /** Accepts 1..256 jobs. */
  CompletionStage<List<EnqueueOutcome>> enqueue(QueueName queue, List<NewJob> jobs);

  /** Hands jobs over under the delivery lease (or the full one). Never waits for jobs to come. */
  CompletionStage<LeaseOutcome> lease(LeaseRequest request);

  /** Settles, starts, extends and reports, mixed, 1..256. */
  CompletionStage<List<SettleOutcome>> settle(QueueName queue, List<Settlement> settlements);

  /**
   * Cancels: at once where queued; for a job in flight the request is kept and told to the holder
   * by its next {@link Settlement.Extend}. Answers the state the job had, or empty if there is no
   * record of it.
   */
  CompletionStage<List<Optional<JobState>>> cancel(QueueName queue, List<JobId> ids);

  CompletionStage<QueueStats> stats(QueueName queue);

  CompletionStage<Optional<JobRecord>> find(QueueName queue, JobId id);

  /** Jobs of one state in their order; {@code pageToken} empty = from the start. */
  CompletionStage<Page<JobRecord>> list(
      QueueName queue, JobState state, int pageSize, String pageToken);

  /** Queues ever used, by name. */
  CompletionStage<Page<QueueName>> queues(int pageSize, String pageToken);

  CompletionStage<QueueSettings> settings(QueueName queue);

  /** Changes the fields that are set; answers the settings as they are now. */
  CompletionStage<QueueSettings> updateSettings(QueueName queue, QueueSettings change);

  /**
   * One bounded step (at most {@code limit} jobs) of making dead jobs ready, or discarding them.
   */
  CompletionStage<RedriveOutcome> redrive(
      QueueName queue, RedriveFilter filter, boolean discard, int limit, String cursor);

  /** One bounded step of recovering jobs whose lease ended. Idempotent; any number may run it. */
  CompletionStage<MaintenanceOutcome> reap(QueueName queue, int limit);

  /** One bounded step of making scheduled jobs ready whose time has come. */
  CompletionStage<MaintenanceOutcome> promote(QueueName queue, int limit);

  /** One bounded step of dropping finished and dead records past their retention. */
  CompletionStage<MaintenanceOutcome> trim(QueueName queue, int limit);

  /**
   * Calls {@code listener} when a queue goes from empty to non-empty, or gets an earlier due time.
   * Lossy: a waiter polls as well. At most one listener; called on a thread of the store.
   */
  void onWakeUp(WakeUpListener listener);

  /** Whether the store answers just now. */
  boolean isReady();

  /** Lets calls under way end, refuses new ones, and closes the connections. Bounded to 5 s. */
  @Override
  void close();

  /** See {@link #onWakeUp}. */
  @FunctionalInterface
  interface WakeUpListener {
    void onWork(QueueName queue);
  }

  /**
   * Which dead jobs.
   *
   * @param ids only these; empty = all
   * @param type only this type; empty = all
   * @param diedAfterMs, diedBeforeMs epoch milliseconds, exclusive; Long.MIN_VALUE and MAX_VALUE =
   *     all
   */
  record RedriveFilter(List<JobId> ids, String type, long diedAfterMs, long diedBeforeMs) {
    /** Every dead job. */
    public static final RedriveFilter ALL =
        new RedriveFilter(List.of(), "", Long.MIN_VALUE, Long.MAX_VALUE);

    public RedriveFilter {
      ids = List.copyOf(ids);
    }
  }
}
