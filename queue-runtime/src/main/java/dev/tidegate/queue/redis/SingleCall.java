package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import org.jspecify.annotations.Nullable;

/** A call that travels alone. */
final class SingleCall implements CallSource {
  private final long sinceNanos;
  private @Nullable Call call;

  SingleCall(long sinceNanos) {
    this.sinceNanos = sinceNanos;
  }

  void set(Call value) {
    call = value;
  }

  @Override
  public @Nullable Call next() {
    Call taken = call;
    call = null;
    return taken;
  }

  @Override
  public boolean isEmpty() {
    return call == null;
  }

  @Override
  public int pendingJobs() {
    return call == null ? 0 : 1;
  }

  @Override
  public Runnable takeOlder(long nowNanos, long ageNanos, StoreException why) {
    Call waiting = call;
    if (waiting == null || nowNanos - sinceNanos <= ageNanos) {
      return () -> {};
    }
    call = null;
    return () -> waiting.fail(why);
  }
}
