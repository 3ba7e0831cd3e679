package dev.tidegate.localaws.autoscaling;

import dev.tidegate.localaws.face.ErrorTable;
import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.Map;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** Auto Scaling's exceptions. */
public final class AutoScalingErrors {

  private AutoScalingErrors() {}

  /** By error code. */
  public static ServiceErrors table() {
    return new ErrorTable(
        "AutoScaling",
        "Throttling",
        "InternalFailure",
        Map.of("AlreadyExists", AlreadyExistsException::builder),
        AutoScalingException::builder);
  }
}
