package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.TidegateData;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** The store that holds the jobs. In prod the stack refuses to be deleted by accident. */
public final class DataStack extends Stack {
  private final TidegateData data;

  public DataStack(Construct scope, String id, DeploymentSettings settings, NetworkStack network) {
    super(
        scope,
        id,
        StackProps.builder().terminationProtection(settings.stage() == Stage.PROD).build());
    this.data =
        new TidegateData(
            this,
            "Data",
            network.vpc(),
            network.cluster().hostSecurityGroup(),
            settings.dataClass(),
            settings.removal());
  }

  TidegateData data() {
    return data;
  }
}
