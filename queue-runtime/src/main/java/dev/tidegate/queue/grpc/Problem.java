package dev.tidegate.queue.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.tidegate.proto.queue.v1.Reason;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One error of the contract: a status code, a published reason, a sentence for people, and what
 * programs need to react.
 *
 * @param code the canonical status code
 * @param reason from the published list
 * @param message one clear sentence
 * @param details for {@code ErrorInfo.metadata}, e.g. the field
 * @param retryAfterMs where waiting helps
 */
public record Problem(
    Code code,
    Reason reason,
    String message,
    Map<String, String> details,
    OptionalLong retryAfterMs) {

  /** The {@code ErrorInfo.domain} of every error. */
  public static final String DOMAIN = "tidegate.dev";

  private static final String PREFIX = "REASON_";

  public Problem {
    details = Map.copyOf(details);
  }

  static Problem of(Code code, Reason reason, String message) {
    return new Problem(code, reason, message, Map.of(), OptionalLong.empty());
  }

  static Problem invalid(String field, String message) {
    return new Problem(
        Code.INVALID_ARGUMENT,
        Reason.REASON_INVALID_FIELD,
        field + " " + message,
        Map.of("field", field),
        OptionalLong.empty());
  }

  static Problem tooLarge(String field, String message) {
    return new Problem(
        Code.INVALID_ARGUMENT,
        Reason.REASON_TOO_LARGE,
        field + " " + message,
        Map.of("field", field),
        OptionalLong.empty());
  }

  static Problem notSupported(String field) {
    return new Problem(
        Code.UNIMPLEMENTED,
        Reason.REASON_NOT_SUPPORTED,
        field + " is part of the contract but not served by this version",
        Map.of("field", field),
        OptionalLong.empty());
  }

  static Problem protocol(String message) {
    return of(Code.FAILED_PRECONDITION, Reason.REASON_PROTOCOL_ERROR, message);
  }

  Problem retryAfter(OptionalLong delayMs) {
    return new Problem(code, reason, message, details, delayMs);
  }

  /** As it travels inside a result. */
  Status toProto() {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain(DOMAIN)
            .setReason(reason.name().substring(PREFIX.length()))
            .putAllMetadata(details)
            .build();
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(Any.pack(info));
    retryAfterMs.ifPresent(
        delay ->
            status.addDetails(
                Any.pack(RetryInfo.newBuilder().setRetryDelay(duration(delay)).build())));
    return status.build();
  }

  /** As it ends a call. */
  StatusRuntimeException toException() {
    return StatusProto.toStatusRuntimeException(toProto());
  }

  private static Duration duration(long ms) {
    return Duration.newBuilder()
        .setSeconds(ms / 1_000)
        .setNanos((int) (ms % 1_000) * 1_000_000)
        .build();
  }
}
