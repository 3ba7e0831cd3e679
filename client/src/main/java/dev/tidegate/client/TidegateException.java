package dev.tidegate.client;

import dev.tidegate.client.internal.RpcFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * A call that did not do what it was for. {@link #kind()} says what a caller can do about it,
 * {@link #reason()} which of the published reasons the runtime gave.
 */
public final class TidegateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about a failure. */
  public enum Kind {
    /** The request itself is at fault, or not allowed: the same one will fail again. */
    REFUSED,
    /** The queue or store is full, paused or rate limited, and stayed so until the deadline. */
    BUSY,
    /**
     * No runtime answered in time. The outcome is unknown; handing the job in again with the same
     * id is safe.
     */
    UNAVAILABLE,
    /** This producer has as many calls under way as it may; nothing was sent. */
    SATURATED,
    /** This producer or worker is closed; nothing was sent. */
    CLOSED,
    /** A defect on the runtime's side. */
    INTERNAL
  }

  private final Kind kind;
  private final String reason;
  private final transient Optional<Duration> retryAfter;

  TidegateException(Kind kind, String reason, String message, Optional<Duration> retryAfter) {
    super(message);
    this.kind = kind;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  static TidegateException of(String what, RpcFailure failure) {
    return new TidegateException(
        kindOf(failure), failure.reason(), what + ": " + failure.text(), failure.retryAfter());
  }

  static TidegateException local(Kind kind, String message) {
    return new TidegateException(kind, "", message, Optional.empty());
  }

  public Kind kind() {
    return kind;
  }

  /** A name of the contract's list, e.g. {@code QUEUE_FULL}; empty if no runtime gave one. */
  public String reason() {
    return reason;
  }

  /** The wait that the runtime asked for last. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }

  private static Kind kindOf(RpcFailure failure) {
    return switch (failure.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNKNOWN -> Kind.UNAVAILABLE;
      case RESOURCE_EXHAUSTED -> Kind.BUSY;
      case FAILED_PRECONDITION -> failure.retryAfter().isPresent() ? Kind.BUSY : Kind.REFUSED;
      case INTERNAL, DATA_LOSS, OK -> Kind.INTERNAL;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          Kind.REFUSED;
    };
  }
}
