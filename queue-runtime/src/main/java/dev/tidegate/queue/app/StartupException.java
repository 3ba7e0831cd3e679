package dev.tidegate.queue.app;

/** The runtime could not start; nothing of it is left behind. Says what to change. */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }

  public StartupException(String message) {
    super(message);
  }
}
