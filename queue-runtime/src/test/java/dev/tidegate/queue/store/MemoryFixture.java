package dev.tidegate.queue.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** The model under a virtual clock. */
final class MemoryFixture implements StoreFixture {
  private Instant now = Instant.parse("2026-11-24T08:00:00Z");
  private final MemoryQueueStore store = new MemoryQueueStore(() -> now, new Random(7));
  private final MemoryFleetStore fleet = new MemoryFleetStore(() -> now);

  @Override
  public QueueStore store() {
    return store;
  }

  @Override
  public FleetStore fleet() {
    return fleet;
  }

  @Override
  public long nowMs() {
    return now.toEpochMilli();
  }

  @Override
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public void checkWhole(QueueName queue) {
    QueueStats stats = store.stats(queue).toCompletableFuture().join();
    long ready =
        store.list(queue, JobState.READY, 100_000, "").toCompletableFuture().join().items().size();
    assertThat(stats.ready()).isEqualTo(ready);
  }

  @Override
  public void close() {
    store.close();
  }
}
