package dev.tidegate.queue.store;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A call that could not be carried out as a whole. Items have their own outcomes instead. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The classes a caller reacts to differently. */
  public enum Kind {
    /** The store cannot be reached; the outcome of writes is unknown, a retry with ids is safe. */
    UNAVAILABLE,
    /** The store has no memory left; only work that frees memory is accepted. */
    FULL,
    /** This process has too many calls waiting; nothing was sent. */
    OVERLOADED,
    /** The writer's epoch is older than the stored one; nothing was written. */
    STALE_EPOCH,
    /** A defect: the store answered what it never should. */
    DEFECT
  }

  private final Kind kind;
  private final long retryAfterMs;

  /**
   * @param retryAfterMs when waiting helps, else negative
   */
  public StoreException(Kind kind, String message, long retryAfterMs, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = -1;
  }

  public Kind kind() {
    return kind;
  }

  /** How long to wait before another try, where waiting helps. */
  public OptionalLong retryAfterMs() {
    return retryAfterMs < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMs);
  }
}
