package dev.tidegate.cdk.construct;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.Ec2Service;
import software.amazon.awscdk.services.ecs.Ec2TaskDefinition;
import software.amazon.awscdk.services.ecs.PlacementConstraint;
import software.constructs.Construct;

/**
 * The controller: two tasks on two hosts, of which one leads, and a task definition for one-off
 * commands such as {@code tidegate fleet rebalance}, which have to run inside the VPC since the
 * load balancer is internal.
 */
public final class TidegateController extends Construct {
  /** Container name of the one-off commands, for overrides in RunTask. */
  public static final String COMMAND_CONTAINER = "tidegate";

  /** Time to release leadership, so that the standby need not wait for the lease to end. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  /** Time for a command to end its wait and say how far it came. */
  private static final Duration COMMAND_STOP_TIMEOUT = Duration.ofSeconds(15);

  private final Ec2Service service;
  private final Ec2TaskDefinition commands;

  /**
   * @param familyPrefix first part of the task definitions' names
   * @param serviceName name of the ECS service
   * @param image the controller's image, which holds the command line too
   * @param target host and port of the queue
   * @param resources where its resources are
   * @param logRemoval what becomes of the logs, the ledger of decisions among them
   */
  public record Settings(
      String familyPrefix,
      String serviceName,
      ContainerImage image,
      String target,
      ResourceStore resources,
      RemovalPolicy logRemoval) {
    /** Checks that nothing is missing. */
    public Settings {
      Objects.requireNonNull(familyPrefix, "familyPrefix");
      Objects.requireNonNull(serviceName, "serviceName");
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(resources, "resources");
      Objects.requireNonNull(logRemoval, "logRemoval");
    }
  }

  public TidegateController(
      Construct scope, String id, BurstableCluster cluster, Settings settings) {
    super(scope, id);
    Ec2TaskDefinition task =
        EcsParts.bridgeTask(this, settings.familyPrefix() + "-controller", "Task");
    EcsParts.addProgram(
        task,
        new Program(
            "controller",
            settings.image(),
            CommandLines.control(settings.resources().path()),
            Map.of(
                "TIDEGATE_TARGET",
                settings.target(),
                // On EC2 nobody sets it, and the metadata service is out of a container's reach.
                "AWS_REGION",
                Stack.of(this).getRegion()),
            Program.Size.CONTROLLER,
            STOP_TIMEOUT),
        Map.of(),
        settings.logRemoval());
    new PolicyScope(Stack.of(this), cluster.cluster().getClusterName(), settings.resources())
        .statements(ControllerPermissions.ALL)
        .forEach(task::addToTaskRolePolicy);
    this.service =
        EcsParts.service(this, settings.serviceName(), cluster, task)
            .placementConstraints(List.of(PlacementConstraint.distinctInstances()))
            // One of two may go first, so that a deployment needs no third host. Nothing that
            // clients see depends on a controller being there all the time.
            .minHealthyPercent(50)
            .build();
    this.commands = EcsParts.bridgeTask(this, settings.familyPrefix() + "-command", "Command");
    EcsParts.addProgram(
        commands,
        new Program(
            COMMAND_CONTAINER,
            settings.image(),
            CommandLines.listFleet(),
            Map.of("TIDEGATE_TARGET", settings.target()),
            Program.Size.CONTROLLER,
            COMMAND_STOP_TIMEOUT),
        Map.of(),
        settings.logRemoval());
  }

  /** The ECS service. */
  public Ec2Service service() {
    return service;
  }

  /** What a one-off command runs as; its role may do nothing in AWS. */
  public Ec2TaskDefinition commands() {
    return commands;
  }
}
