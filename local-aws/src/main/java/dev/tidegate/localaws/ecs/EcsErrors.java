package dev.tidegate.localaws.ecs;

import dev.tidegate.localaws.face.ErrorTable;
import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceNotActiveException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** ECS's exceptions. */
public final class EcsErrors {

  private EcsErrors() {}

  /** By error code. */
  public static ServiceErrors table() {
    return new ErrorTable(
        "Ecs",
        "ThrottlingException",
        "ServerException",
        Map.of(
            "ClusterNotFoundException", ClusterNotFoundException::builder,
            "ServiceNotFoundException", ServiceNotFoundException::builder,
            "ServiceNotActiveException", ServiceNotActiveException::builder,
            "InvalidParameterException", InvalidParameterException::builder,
            "ResourceNotFoundException", ResourceNotFoundException::builder,
            "ClientException", ClientException::builder,
            "ServerException", ServerException::builder),
        EcsException::builder);
  }
}
