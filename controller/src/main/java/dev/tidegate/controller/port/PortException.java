package dev.tidegate.controller.port;

import java.util.Objects;

/** A call to the outside failed. */
public final class PortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  public PortException(FailureKind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public PortException(FailureKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public FailureKind kind() {
    return kind;
  }

  /** For people and for the ledger. */
  public String summary() {
    return kind + ": " + getMessage();
  }
}
