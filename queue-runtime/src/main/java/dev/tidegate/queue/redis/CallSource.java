package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Something that has calls to make. Its methods are called under the lock of its lane only. */
interface CallSource {
  /** The next call, put together from what waits; null if nothing does. */
  @Nullable Call next();

  boolean isEmpty();

  /** Jobs that wait in it. */
  int pendingJobs();

  /**
   * Takes out what has waited longer.
   *
   * @param ageNanos what is older is taken; negative = everything
   * @return fails what was taken; to be run without the lock
   */
  Runnable takeOlder(long nowNanos, long ageNanos, StoreException why);
}
