package dev.tidegate.client.internal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error of a runtime or of the way to it, with the details that the contract promises.
 *
 * @param code gRPC status code
 * @param reason published error reason; empty where the error does not come from a runtime
 * @param message for people
 * @param retryAfter wait that the runtime asks for; empty if none
 */
public record RpcFailure(
    Status.Code code, String reason, String message, Optional<Duration> retryAfter) {

  /** Reads the details of whatever a gRPC call failed with. */
  public static RpcFailure of(Throwable error) {
    com.google.rpc.@Nullable Status details = StatusProto.fromThrowable(error);
    if (details != null && details.getDetailsCount() > 0) {
      return of(details);
    }
    Status status = Status.fromThrowable(error);
    String message = status.getDescription();
    message = message == null ? status.getCode().name() : message;
    if (status.getCause() != null && status.getCause().getMessage() != null) {
      // "io exception" alone helps nobody: the cause says which address refused.
      message += " (" + status.getCause().getMessage() + ")";
    }
    return new RpcFailure(status.getCode(), "", message, Optional.empty());
  }

  /** Reads a status that stands inside a message. */
  public static RpcFailure of(com.google.rpc.Status status) {
    String reason = "";
    Optional<Duration> retryAfter = Optional.empty();
    for (Any detail : status.getDetailsList()) {
      Optional<ErrorInfo> info = read(detail, ErrorInfo.class);
      reason = info.isPresent() ? info.get().getReason() : reason;
      Optional<Duration> asked =
          read(detail, RetryInfo.class)
              .map(RetryInfo::getRetryDelay)
              .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
      retryAfter = asked.isPresent() ? asked : retryAfter;
    }
    Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
    return new RpcFailure(code, reason, status.getMessage(), retryAfter);
  }

  /**
   * Whether the same request may succeed later. RetryInfo says so for any code; without it these
   * codes do. DEADLINE_EXCEEDED is of one try only: the caller's own deadline is kept elsewhere.
   */
  public boolean isTransient() {
    return retryAfter.isPresent()
        || switch (code) {
          case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED -> true;
          case OK,
              CANCELLED,
              UNKNOWN,
              INVALID_ARGUMENT,
              NOT_FOUND,
              ALREADY_EXISTS,
              PERMISSION_DENIED,
              FAILED_PRECONDITION,
              OUT_OF_RANGE,
              UNIMPLEMENTED,
              INTERNAL,
              DATA_LOSS,
              UNAUTHENTICATED ->
              false;
        };
  }

  /** A detail that cannot be read says nothing; code and message still stand. */
  private static <T extends Message> Optional<T> read(Any detail, Class<T> type) {
    try {
      return detail.is(type) ? Optional.of(detail.unpack(type)) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Code, reason and message in a line. */
  public String text() {
    return reason.isEmpty() ? code + ": " + message : code + "/" + reason + ": " + message;
  }
}
