package dev.tidegate.controller.port;

/**
 * What a failure means for the controller. The adapters translate their technology into these; no
 * other place looks at a status code.
 */
public enum FailureKind {
  /** Too many calls: the next pass tries again, the resource is marked. */
  THROTTLED(true, false),
  /** Not reachable, or an error on the other side. */
  UNAVAILABLE(true, false),
  /** No answer in time; it may have happened. */
  TIMEOUT(true, false),
  /** What the call was about does not exist (any more). */
  NOT_FOUND(false, false),
  /** The call is wrong or not allowed: repeating it does not help. */
  REFUSED(false, false),
  /** Answered, but not for everything that was asked. */
  PARTIAL(true, false),
  /** Somebody newer leads. */
  NOT_LEADER(false, true),
  /** Everything else: a bug, here or there. */
  BUG(false, false);

  private final boolean retry;
  private final boolean costsLeadership;

  FailureKind(boolean retry, boolean costsLeadership) {
    this.retry = retry;
    this.costsLeadership = costsLeadership;
  }

  /** The next pass may find it gone. */
  public boolean retry() {
    return retry;
  }

  /** Nothing may be written any more until leadership is acquired anew. */
  public boolean costsLeadership() {
    return costsLeadership;
  }
}
