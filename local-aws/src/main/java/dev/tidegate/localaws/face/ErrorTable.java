package dev.tidegate.localaws.face;

import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The exceptions of one service, by error code.
 *
 * @param service the SDK's name of the service
 * @param throttlingCode the code with which it throttles
 * @param serverErrorCode the code with which it admits an error of its own
 * @param modelled builders of the exceptions that its model names
 * @param other builder of the service's general exception
 */
public record ErrorTable(
    String service,
    String throttlingCode,
    String serverErrorCode,
    Map<String, Supplier<AwsServiceException.Builder>> modelled,
    Supplier<AwsServiceException.Builder> other)
    implements ServiceErrors {

  /** Copies. */
  public ErrorTable {
    modelled = Map.copyOf(modelled);
  }

  @Override
  public AwsServiceException error(String code, String message, int status) {
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .errorCode(code)
            .errorMessage(message)
            .serviceName(service)
            .build();
    return modelled
        .getOrDefault(code, other)
        .get()
        .awsErrorDetails(details)
        .statusCode(status)
        .requestId("local-aws")
        .build();
  }
}
