package dev.tidegate.queue.grpc;

import dev.tidegate.queue.delivery.Drains;
import dev.tidegate.queue.delivery.GivingBack;
import dev.tidegate.queue.delivery.QueueLines;
import dev.tidegate.queue.delivery.Sessions;
import dev.tidegate.queue.store.QueueStore;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What every worker's stream and poll needs, put together once.
 *
 * @param runtimeId told to workers
 * @param heartbeatIntervalMs how often they shall list what they hold
 * @param currentCall asked in the method that serves a stream
 */
public record WorkDesk(
    String runtimeId,
    long heartbeatIntervalMs,
    QueueStore store,
    QueueLines lines,
    Sessions sessions,
    Drains drains,
    GivingBack givingBack,
    CancelReasons cancelReasons,
    Meters meters,
    InstantSource clock,
    Supplier<Resumable> currentCall) {

  /** The call being handled, to whoever moves connections. */
  @FunctionalInterface
  public interface Resumable {
    /**
     * Says that the call may be cut, since its worker comes back.
     *
     * @param onLeave run when its connection is told to leave
     */
    void mark(Runnable onLeave);
  }
}
