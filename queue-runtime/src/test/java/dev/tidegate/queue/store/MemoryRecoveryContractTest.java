package dev.tidegate.queue.store;

/** The contract, kept by the model. */
class MemoryRecoveryContractTest extends RecoveryContract {
  @Override
  protected StoreFixture open() {
    return new MemoryFixture();
  }
}
