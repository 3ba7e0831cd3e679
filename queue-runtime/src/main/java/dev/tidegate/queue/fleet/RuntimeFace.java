package dev.tidegate.queue.fleet;

/** What the fleet agent needs of the rest of the runtime. */
public interface RuntimeFace {
  /** Whether the store answers just now. */
  boolean isStoreReady();

  /** Jobs held by workers of this runtime. */
  int heldJobs();

  /** Stops or resumes handing out jobs; repeating it changes nothing. */
  void drain(boolean drain, String reason);
}
