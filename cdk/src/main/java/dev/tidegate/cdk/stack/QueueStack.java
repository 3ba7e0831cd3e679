package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.DrainBudget;
import dev.tidegate.cdk.construct.ResourceStore;
import dev.tidegate.cdk.construct.TidegateQueue;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** Runtimes and their load balancer. */
public final class QueueStack extends Stack {
  private final TidegateQueue queue;
  private final ResourceStore resources;

  public QueueStack(
      Construct scope,
      String id,
      DeploymentSettings settings,
      NetworkStack network,
      DataStack data) {
    super(scope, id);
    this.resources = new ResourceStore("/tidegate/" + settings.stage().id() + "/resources");
    this.queue =
        new TidegateQueue(
            this,
            "Queue",
            network.vpc(),
            network.cluster(),
            new TidegateQueue.Settings(
                settings.clusterName() + "-runtime",
                "runtime",
                Image.RUNTIME.in(this, settings),
                data.data().url(),
                data.data().dataClass(),
                DrainBudget.DEFAULT,
                settings.removal()));
    queue.publish(network.cluster(), resources);
    CfnOutput.Builder.create(this, "Target")
        .value(queue.target())
        .description("Where producers and workers connect")
        .build();
  }

  TidegateQueue queue() {
    return queue;
  }

  ResourceStore resources() {
    return resources;
  }
}
