package dev.tidegate.localaws.ec2;

import dev.tidegate.localaws.face.ErrorTable;
import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** EC2 has one exception for every code. */
public final class Ec2Errors {

  private Ec2Errors() {}

  /** By error code. */
  public static ServiceErrors table() {
    return new ErrorTable(
        "Ec2", "RequestLimitExceeded", "InternalError", Map.of(), Ec2Exception::builder);
  }
}
