package dev.tidegate.localaws.fault;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Makes the exceptions of one service. */
public interface ServiceErrors {

  /**
   * The exception that the service's SDK client throws for an error code.
   *
   * @param code AWS's error code
   * @param message in words
   * @param status HTTP status
   */
  AwsServiceException error(String code, String message, int status);

  /** The code with which this service throttles. */
  String throttlingCode();

  /** The code with which this service admits an error of its own. */
  String serverErrorCode();
}
