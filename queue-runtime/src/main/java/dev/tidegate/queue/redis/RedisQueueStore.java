package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.MaintenanceOutcome;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.Page;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.QueueStats;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.store.RedriveOutcome;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The queues on one Redis 7.0 or newer (or Valkey). Opening it looks at the server first and
 * refuses one that would lose jobs; afterwards the store survives the server's absence: calls fail
 * with UNAVAILABLE within a few seconds, and all goes on by itself when it is back.
 */
public final class RedisQueueStore implements QueueStore {
  private final DurabilityReport durability;
  private final Lanes lanes;
  private final WakeUps wakeUps;
  private final HotCalls hot;
  private final ColdCalls cold;
  private final RedisFleetStore fleet;

  private RedisQueueStore(
      RedisConnector connector,
      Server server,
      DurabilityReport durability,
      LongSupplier nanos,
      RandomGenerator random,
      Supplier<byte[]> clock) {
    RedisSettings settings = connector.settings();
    RedisKeys keys = new RedisKeys(settings.keyPrefix());
    FunctionCalls calls = new FunctionCalls(connector.library(), clock);
    this.durability = durability;
    this.lanes = new Lanes(connector, nanos, server::seen);
    this.wakeUps = new WakeUps(connector, keys.wakeUps());
    this.cold = new ColdCalls(lanes, calls, keys, random, server, settings);
    this.hot = new HotCalls(lanes, calls, keys, nanos, random, server);
    this.fleet = new RedisFleetStore(lanes, calls, keys.fleet());
  }

  /**
   * Connects, checks the server, loads the functions, starts the threads.
   *
   * @param nanos the process' monotonic clock, {@code System::nanoTime}
   * @param random for jitter
   * @throws StoreStartException with one line on what is wrong and the way out
   */
  public static RedisQueueStore open(
      RedisSettings settings, LongSupplier nanos, RandomGenerator random) {
    return open(settings, nanos, random, FunctionCalls.SERVER_CLOCK, FunctionLibrary.assemble());
  }

  /** As {@link #open(RedisSettings, LongSupplier, RandomGenerator)}, with what tests vary. */
  static RedisQueueStore open(
      RedisSettings settings,
      LongSupplier nanos,
      RandomGenerator random,
      Supplier<byte[]> clock,
      FunctionLibrary library) {
    RedisConnector connector = new RedisConnector(settings, library);
    Server server = new Server();
    DurabilityReport durability = new StartupGate(connector, server).check();
    RedisQueueStore store =
        new RedisQueueStore(connector, server, durability, nanos, random, clock);
    store.lanes.start();
    store.wakeUps.start();
    return store;
  }

  /** What an acknowledged write is worth on this server. */
  public DurabilityReport durability() {
    return durability;
  }

  /** The fleet's registry on the same server; it lives as long as this store. */
  public FleetStore fleet() {
    return fleet;
  }

  @Override
  public CompletionStage<List<EnqueueOutcome>> enqueue(QueueName queue, List<NewJob> jobs) {
    return hot.enqueue(queue, jobs);
  }

  @Override
  public CompletionStage<LeaseOutcome> lease(LeaseRequest request) {
    return hot.lease(request);
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(
      QueueName queue, List<Settlement> settlements) {
    return hot.settle(queue, settlements);
  }

  @Override
  public CompletionStage<List<Optional<JobState>>> cancel(QueueName queue, List<JobId> ids) {
    return cold.cancel(queue, ids);
  }

  @Override
  public CompletionStage<QueueStats> stats(QueueName queue) {
    return cold.stats(queue);
  }

  @Override
  public CompletionStage<Optional<JobRecord>> find(QueueName queue, JobId id) {
    return cold.find(queue, id);
  }

  @Override
  public CompletionStage<Page<JobRecord>> list(
      QueueName queue, JobState state, int pageSize, String pageToken) {
    return cold.list(queue, state, pageSize, pageToken);
  }

  @Override
  public CompletionStage<Page<QueueName>> queues(int pageSize, String pageToken) {
    return cold.queues(pageSize, pageToken);
  }

  @Override
  public CompletionStage<QueueSettings> settings(QueueName queue) {
    return cold.settings(queue);
  }

  @Override
  public CompletionStage<QueueSettings> updateSettings(QueueName queue, QueueSettings change) {
    return cold.updateSettings(queue, change);
  }

  @Override
  public CompletionStage<RedriveOutcome> redrive(
      QueueName queue, RedriveFilter filter, boolean discard, int limit, String cursor) {
    return cold.redrive(queue, filter, discard, limit, cursor);
  }

  @Override
  public CompletionStage<MaintenanceOutcome> reap(QueueName queue, int limit) {
    return cold.reap(queue, limit);
  }

  @Override
  public CompletionStage<MaintenanceOutcome> promote(QueueName queue, int limit) {
    return cold.promote(queue, limit);
  }

  @Override
  public CompletionStage<MaintenanceOutcome> trim(QueueName queue, int limit) {
    return cold.trim(queue, limit);
  }

  @Override
  public void onWakeUp(WakeUpListener listener) {
    wakeUps.listener(listener);
  }

  @Override
  public boolean isReady() {
    return lanes.isReady();
  }

  @Override
  public void close() {
    wakeUps.close();
    lanes.close();
  }
}
