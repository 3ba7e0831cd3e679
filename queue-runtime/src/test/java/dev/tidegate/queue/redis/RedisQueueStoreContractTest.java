package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.QueueStoreContract;
import dev.tidegate.queue.store.StoreFixture;

/** The contract, kept by the store on a real Redis. */
class RedisQueueStoreContractTest extends QueueStoreContract {
  @Override
  protected StoreFixture open() {
    return new RedisFixture();
  }
}
