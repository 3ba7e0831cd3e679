package dev.tidegate.queue.redis;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened on this Redis; the message is one line with the way out. */
public final class StoreStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
