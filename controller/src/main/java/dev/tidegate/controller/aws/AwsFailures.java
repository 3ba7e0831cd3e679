package dev.tidegate.controller.aws;

import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.util.Locale;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates what the SDK throws. */
final class AwsFailures {
  private static final int SERVER_ERRORS = 500;
  private static final int TOO_MANY = 429;

  private AwsFailures() {}

  static <T> T call(String operation, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new PortException(classify(e), operation + ": " + e.getMessage(), e);
    }
  }

  static FailureKind classify(SdkException e) {
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      return FailureKind.TIMEOUT;
    }
    if (e instanceof AwsServiceException service) {
      return classify(service);
    }
    return e instanceof SdkClientException ? FailureKind.UNAVAILABLE : FailureKind.BUG;
  }

  private static FailureKind classify(AwsServiceException e) {
    String code =
        e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
            ? ""
            : e.awsErrorDetails().errorCode().toLowerCase(Locale.ROOT);
    if (e.isThrottlingException() || e.statusCode() == TOO_MANY || code.contains("throttl")) {
      return FailureKind.THROTTLED;
    }
    if (code.contains("notfound") || code.contains("notactive")) {
      return FailureKind.NOT_FOUND;
    }
    return e.statusCode() >= SERVER_ERRORS ? FailureKind.UNAVAILABLE : FailureKind.REFUSED;
  }
}
