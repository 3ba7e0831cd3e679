package dev.tidegate.cli;

import com.google.rpc.ErrorInfo;
import dev.tidegate.client.TidegateException;
import dev.tidegate.controller.port.PortException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns whatever ended a command into one line on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, @Nullable ParseResult parsed) {
    LoggerFactory.getLogger(Failures.class).debug("command failed", failure);
    commandLine.getErr().println("tidegate: " + describe(failure));
    return exitCode(failure);
  }

  static String describe(Throwable failure) {
    if (failure instanceof StatusRuntimeException || failure instanceof StatusException) {
      return describeStatus(failure);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String describeStatus(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String text = status.getDescription() == null ? "no description" : status.getDescription();
    String reason = reason(failure);
    Throwable cause = status.getCause();
    if (status.getCode() == Status.Code.UNAVAILABLE && reason.isEmpty() && cause != null) {
      return "no answer: "
          + cause.getMessage()
          + "; is a runtime there? Start one with 'tidegate serve', or say where with --target";
    }
    return status.getCode() + (reason.isEmpty() ? "" : " " + reason) + ": " + text;
  }

  private static String reason(Throwable failure) {
    com.google.rpc.@Nullable Status details = StatusProto.fromThrowable(failure);
    if (details == null) {
      return "";
    }
    return details.getDetailsList().stream()
        .filter(any -> any.is(ErrorInfo.class))
        .map(Failures::unpackReason)
        .findFirst()
        .orElse("");
  }

  private static String unpackReason(com.google.protobuf.Any any) {
    try {
      return any.unpack(ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
      return "";
    }
  }

  static int exitCode(Throwable failure) {
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    }
    if (failure instanceof TidegateException client) {
      return switch (client.kind()) {
        case REFUSED -> ExitCode.REFUSED;
        case BUSY, SATURATED -> ExitCode.DEADLINE;
        case UNAVAILABLE, CLOSED -> ExitCode.UNREACHABLE;
        case INTERNAL -> ExitCode.FAILED;
      };
    }
    if (failure instanceof PortException port) {
      return switch (port.kind()) {
        case UNAVAILABLE -> ExitCode.UNREACHABLE;
        case TIMEOUT -> ExitCode.DEADLINE;
        case NOT_FOUND, REFUSED, NOT_LEADER -> ExitCode.REFUSED;
        case THROTTLED, PARTIAL, BUG -> ExitCode.FAILED;
      };
    }
    if (failure instanceof StatusRuntimeException || failure instanceof StatusException) {
      return switch (Status.fromThrowable(failure).getCode()) {
        case UNAVAILABLE -> ExitCode.UNREACHABLE;
        case DEADLINE_EXCEEDED -> ExitCode.DEADLINE;
        default -> ExitCode.REFUSED;
      };
    }
    return ExitCode.FAILED;
  }
}
