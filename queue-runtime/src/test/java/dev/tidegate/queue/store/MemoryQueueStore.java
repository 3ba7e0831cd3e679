package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The port's model: the same answers as the Redis store, from plain collections. Stages are
 * complete when they are returned. Other tests may use it where the store is not what is tested.
 */
public final class MemoryQueueStore implements QueueStore {
  private final Map<String, MemoryQueue> queues = new TreeMap<>();
  private final InstantSource clock;
  private final RandomGenerator random;
  private WakeUpListener listener = queue -> {};
  private boolean available = true;

  /**
   * @param clock the store's clock
   * @param random for the jitter of retries
   */
  public MemoryQueueStore(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** While false every call fails as if the store were away. */
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  private <T> CompletionStage<T> call(Supplier<T> body) {
    T value;
    synchronized (this) {
      if (!available) {
        return CompletableFuture.failedFuture(
            new StoreException(StoreException.Kind.UNAVAILABLE, "the store is away"));
      }
      value = body.get();
    }
    return CompletableFuture.completedFuture(value);
  }

  /** Runs a change and tells the listener if the queue went from empty to non-empty by it. */
  private <T> CompletionStage<T> change(QueueName name, Supplier<T> body) {
    boolean woke;
    CompletionStage<T> stage;
    synchronized (this) {
      boolean empty = queue(name).inState(JobState.READY).isEmpty();
      stage = call(body);
      woke = empty && !queue(name).inState(JobState.READY).isEmpty();
    }
    if (woke) {
      listener.onWork(name);
    }
    return stage;
  }

  private MemoryQueue queue(QueueName name) {
    return queues.computeIfAbsent(name.value(), key -> new MemoryQueue(name, random));
  }

  private long now() {
    return clock.millis();
  }

  private long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  @Override
  public CompletionStage<List<EnqueueOutcome>> enqueue(QueueName queue, List<NewJob> jobs) {
    return change(queue, () -> jobs.stream().map(job -> queue(queue).enqueue(job, now())).toList());
  }

  @Override
  public CompletionStage<LeaseOutcome> lease(LeaseRequest request) {
    return call(() -> queue(request.queue()).lease(request, now(), nowMicros()));
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(
      QueueName queue, List<Settlement> settlements) {
    return change(queue, () -> queue(queue).settle(settlements, now()));
  }

  @Override
  public CompletionStage<List<Optional<JobState>>> cancel(QueueName queue, List<JobId> ids) {
    return call(() -> ids.stream().map(id -> queue(queue).cancel(id, now())).toList());
  }

  @Override
  public CompletionStage<QueueStats> stats(QueueName queue) {
    return call(() -> queue(queue).stats(now()));
  }

  @Override
  public CompletionStage<Optional<JobRecord>> find(QueueName queue, JobId id) {
    return call(
        () -> Optional.ofNullable(queue(queue).jobs.get(id.value())).map(MemoryJob::record));
  }

  @Override
  public CompletionStage<Page<JobRecord>> list(
      QueueName queue, JobState state, int pageSize, String pageToken) {
    return call(
        () -> {
          List<JobRecord> all =
              queue(queue).inState(state).stream().map(MemoryJob::record).toList();
          return page(all, pageSize, pageToken);
        });
  }

  @Override
  public CompletionStage<Page<QueueName>> queues(int pageSize, String pageToken) {
    return call(
        () -> {
          List<QueueName> names = queues.values().stream().map(queue -> queue.name).toList();
          return page(names, pageSize, pageToken);
        });
  }

  private static <T> Page<T> page(List<T> all, int pageSize, String pageToken) {
    int from = pageToken.isEmpty() ? 0 : Integer.parseInt(pageToken);
    int to = Math.min(all.size(), from + pageSize);
    List<T> items = from < to ? new ArrayList<>(all.subList(from, to)) : List.of();
    return new Page<>(items, to < all.size() ? Integer.toString(to) : "");
  }

  @Override
  public CompletionStage<QueueSettings> settings(QueueName queue) {
    return call(() -> queue(queue).settings());
  }

  @Override
  public CompletionStage<QueueSettings> updateSettings(QueueName queue, QueueSettings change) {
    return call(() -> queue(queue).update(change));
  }

  @Override
  public CompletionStage<RedriveOutcome> redrive(
      QueueName queue, RedriveFilter filter, boolean discard, int limit, String cursor) {
    return change(queue, () -> queue(queue).redrive(filter, discard, limit, now()));
  }

  @Override
  public CompletionStage<MaintenanceOutcome> reap(QueueName queue, int limit) {
    return change(queue, () -> queue(queue).reap(limit, now()));
  }

  @Override
  public CompletionStage<MaintenanceOutcome> promote(QueueName queue, int limit) {
    return change(queue, () -> queue(queue).promote(limit, now()));
  }

  @Override
  public CompletionStage<MaintenanceOutcome> trim(QueueName queue, int limit) {
    return call(() -> queue(queue).trim(limit, now()));
  }

  @Override
  public synchronized void onWakeUp(WakeUpListener wakeUpListener) {
    listener = wakeUpListener;
  }

  @Override
  public synchronized boolean isReady() {
    return available;
  }

  @Override
  public synchronized void close() {
    available = false;
  }
}
