package dev.tidegate.controller.fleet;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.function.Supplier;

/** Translates what gRPC throws. */
final class GrpcFailures {
  private GrpcFailures() {}

  static <T> T call(String operation, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      ErrorInfo info = info(e);
      String reason = info.getReason().isEmpty() ? "" : " " + info.getReason();
      String holder = info.getMetadataOrDefault("holder", "");
      String who = holder.isEmpty() ? "" : " (held by " + holder + ")";
      throw new PortException(
          classify(e.getStatus(), info.getReason()),
          operation
              + ":"
              + reason
              + who
              + " "
              + e.getStatus().getCode()
              + " "
              + e.getStatus().getDescription(),
          e);
    }
  }

  static FailureKind classify(Status status, String reason) {
    if (reason.equals("NOT_LEADER") || reason.equals("STALE_EPOCH")) {
      return FailureKind.NOT_LEADER;
    }
    return switch (status.getCode()) {
      case UNAVAILABLE, ABORTED, CANCELLED, INTERNAL, UNKNOWN, DATA_LOSS -> FailureKind.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> FailureKind.TIMEOUT;
      case RESOURCE_EXHAUSTED -> FailureKind.THROTTLED;
      case NOT_FOUND -> FailureKind.NOT_FOUND;
      case INVALID_ARGUMENT,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED ->
          FailureKind.REFUSED;
      case OK -> FailureKind.BUG;
    };
  }

  private static ErrorInfo info(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class);
          } catch (InvalidProtocolBufferException broken) {
            return ErrorInfo.getDefaultInstance();
          }
        }
      }
    }
    return ErrorInfo.getDefaultInstance();
  }
}
