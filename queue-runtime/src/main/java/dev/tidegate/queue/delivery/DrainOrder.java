package dev.tidegate.queue.delivery;

/**
 * A session is to get no more jobs.
 *
 * @param scope whether the worker shall come back elsewhere or rest
 * @param deadlineMs until when it may finish what it holds, epoch milliseconds
 * @param reason for people and logs
 */
public record DrainOrder(Scope scope, long deadlineMs, String reason) {
  /** What the worker is to do. */
  public enum Scope {
    /** Only this runtime goes: connect again and go on. */
    RECONNECT,
    /**
     * The worker rests: it gets nothing more until further notice, and stays. It must not end by
     * itself, for ECS would replace the task at once.
     */
    QUIESCE
  }
}
