package dev.tidegate.localaws.cloudwatch;

import dev.tidegate.localaws.face.ErrorTable;
import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.InternalServiceException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;

/** CloudWatch's exceptions. */
public final class CloudWatchErrors {

  private CloudWatchErrors() {}

  /** By error code. */
  public static ServiceErrors table() {
    return new ErrorTable(
        "CloudWatch",
        "Throttling",
        "InternalServiceError",
        Map.of(
            "InvalidParameterValue", InvalidParameterValueException::builder,
            "MissingParameter", MissingRequiredParameterException::builder,
            "InvalidNextToken", InvalidNextTokenException::builder,
            "InternalServiceError", InternalServiceException::builder),
        CloudWatchException::builder);
  }
}
