package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.RecoveryContract;
import dev.tidegate.queue.store.StoreFixture;

/** The contract, kept by the store on a real Redis. */
class RedisRecoveryContractTest extends RecoveryContract {
  @Override
  protected StoreFixture open() {
    return new RedisFixture();
  }
}
