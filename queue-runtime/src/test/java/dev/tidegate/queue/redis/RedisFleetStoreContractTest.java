package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.FleetStoreContract;
import dev.tidegate.queue.store.StoreFixture;

/** The contract, kept by the store on a real Redis. */
class RedisFleetStoreContractTest extends FleetStoreContract {
  @Override
  protected StoreFixture open() {
    return new RedisFixture();
  }
}
