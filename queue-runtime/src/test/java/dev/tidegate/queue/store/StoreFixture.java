package dev.tidegate.queue.store;

import dev.tidegate.queue.model.QueueName;
import java.time.Duration;

/** A store under test, with its clock in the test's hand. */
public interface StoreFixture extends AutoCloseable {
  QueueStore store();

  FleetStore fleet();

  /** The store's clock, epoch milliseconds; it stands still unless it is moved. */
  long nowMs();

  void advance(Duration by);

  /** Reads everything the store keeps of a queue and fails if any of it contradicts the rest. */
  void checkWhole(QueueName queue);

  @Override
  void close();
}
