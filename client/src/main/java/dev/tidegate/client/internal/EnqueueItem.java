package dev.tidegate.client.internal;

/** What became of one job handed in. */
public sealed interface EnqueueItem {

  /**
   * Accepted, in the durability class asked for.
   *
   * @param deduplicated it was there already, by job id or idempotency key
   * @param expectedWaitMs -1 where the runtime has no estimate
   */
  record Accepted(String jobId, boolean deduplicated, long expectedWaitMs) implements EnqueueItem {}

  /** Not accepted, or not known to be: see the code. */
  record Failed(RpcFailure failure) implements EnqueueItem {}
}
