package dev.tidegate.queue.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded Redis could not be started; the message is one clear line. */
public final class EmbeddedRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean portInUse;

  EmbeddedRedisException(String message) {
    this(message, null, false);
  }

  EmbeddedRedisException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  EmbeddedRedisException(String message, @Nullable Throwable cause, boolean portInUse) {
    super(message, cause);
    this.portInUse = portInUse;
  }

  /** Somebody else listens on the port that was asked for. */
  public boolean isPortInUse() {
    return portInUse;
  }
}
