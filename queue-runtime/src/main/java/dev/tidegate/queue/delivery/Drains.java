package dev.tidegate.queue.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who gets no more jobs: the workers of some ECS tasks, or everybody because this runtime goes.
 *
 * <p>A worker's drain counts as settled only after it was known here for {@link #AGREEMENT_NANOS}:
 * runtimes read the drains about once a second, and until all have, one of them may still hand a
 * job to a worker that reconnects.
 */
public final class Drains {
  static final long AGREEMENT_NANOS = 2_000_000_000L;

  private final LongSupplier nanoTime;
  private volatile Map<String, Known> workers = Map.of();
  private volatile @Nullable DrainOrder runtime;

  private record Known(DrainOrder order, long sinceNanos) {}

  public Drains(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Replaces the worker drains by those in force now, by ECS task ARN.
   *
   * @return whether anything changed
   */
  public boolean workers(Map<String, DrainOrder> inForce) {
    Map<String, Known> before = workers;
    Map<String, Known> next = new HashMap<>();
    long now = nanoTime.getAsLong();
    inForce.forEach(
        (arn, order) -> {
          Known known = before.get(arn);
          next.put(arn, new Known(order, known == null ? now : known.sinceNanos()));
        });
    workers = Map.copyOf(next);
    return !before.equals(next);
  }

  /**
   * Drains the whole runtime, or (null) serves again.
   *
   * @return whether that is a change
   */
  public boolean runtime(@Nullable DrainOrder order) {
    DrainOrder before = runtime;
    runtime = order;
    return (before == null) != (order == null);
  }

  /** The order for a worker of this ECS task; a worker's own drain goes before the runtime's. */
  public Optional<DrainOrder> forTask(String ecsTaskArn) {
    Known known = ecsTaskArn.isEmpty() ? null : workers.get(ecsTaskArn);
    return known != null ? Optional.of(known.order()) : Optional.ofNullable(runtime);
  }

  /** Whether every runtime must know by now that this task's workers get nothing more. */
  public boolean isAgreed(String ecsTaskArn) {
    Known known = workers.get(ecsTaskArn);
    return known != null && nanoTime.getAsLong() - known.sinceNanos() >= AGREEMENT_NANOS;
  }

  /** Whether the runtime itself is being drained. */
  public boolean isRuntimeDraining() {
    return runtime != null;
  }
}
