package dev.tidegate.cdk.construct;

import java.util.Objects;
import software.amazon.awscdk.services.ssm.ParameterTier;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The parameter path under which the controller finds its resources: one parameter, one YAML
 * document. A team's stack adds its own pool without touching another's.
 *
 * <p>It reads them when it starts: after a change that does not come with a new image, its service
 * needs a forced deployment.
 *
 * @param path absolute, without a slash at its end, such as {@code /tidegate/dev/resources}
 */
public record ResourceStore(String path) {
  /** Checks the path's form. */
  public ResourceStore {
    Objects.requireNonNull(path, "path");
    if (!path.matches("(/[a-zA-Z0-9_.-]+)+")) {
      throw new IllegalArgumentException("'" + path + "' is no parameter path");
    }
  }

  /** Adds one resource. */
  StringParameter put(Construct scope, String id, String name, String yaml) {
    return StringParameter.Builder.create(scope, id)
        .parameterName(path + "/" + name)
        .description("Read by the controller when it starts")
        // The standard tier ends at 4 KiB and costs nothing.
        .tier(ParameterTier.STANDARD)
        .stringValue(yaml)
        .build();
  }
}
