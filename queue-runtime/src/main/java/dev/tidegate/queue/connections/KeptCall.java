package dev.tidegate.queue.connections;

/** The call that is being handled, as its connection's keeper sees it. */
public interface KeptCall {

  /** Id of the connection that carries the call; 0 if no keeper knows it. */
  long connectionId();

  /**
   * Says that this call may be cut: its client comes back by itself. Until each streaming call of a
   * connection is marked (or carries {@code tidegate-resume: 1}), the connection is shed only by an
   * order for all or by name.
   *
   * @param onLeave run once when the connection is told to leave, at once if it already was, so
   *     that the handler can end the call early. It runs on an event loop: it must not block, and
   *     must hop to the handler's own thread before it touches a stream observer. A later mark
   *     replaces it
   */
  void markResumable(Runnable onLeave);
}
