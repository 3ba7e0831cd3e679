package dev.tidegate.queue.store;

/** The contract, kept by the model. */
class MemoryQueueStoreContractTest extends QueueStoreContract {
  @Override
  protected StoreFixture open() {
    return new MemoryFixture();
  }
}
