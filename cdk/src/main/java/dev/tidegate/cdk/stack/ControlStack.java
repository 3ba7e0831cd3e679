package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.TidegateController;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The controller. Deployed last: it reads its resources when it starts, and by then every pool of
 * the deployment has been written.
 */
public final class ControlStack extends Stack {
  public ControlStack(
      Construct scope,
      String id,
      DeploymentSettings settings,
      NetworkStack network,
      QueueStack queue) {
    super(scope, id);
    TidegateController controller =
        new TidegateController(
            this,
            "Controller",
            network.cluster(),
            new TidegateController.Settings(
                settings.clusterName(),
                "controller",
                Image.CONTROLLER.in(this, settings),
                queue.queue().target(),
                queue.resources(),
                settings.removal()));
    CfnOutput.Builder.create(this, "CommandTask")
        .value(controller.commands().getFamily())
        .description("Task definition of one-off commands")
        .build();
  }
}
