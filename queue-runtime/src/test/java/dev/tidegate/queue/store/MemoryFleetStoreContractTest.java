package dev.tidegate.queue.store;

/** The contract, kept by the model. */
class MemoryFleetStoreContractTest extends FleetStoreContract {
  @Override
  protected StoreFixture open() {
    return new MemoryFixture();
  }
}
