package dev.tidegate.cdk.construct;

import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecs.Ec2Service;
import software.amazon.awscdk.services.ecs.Ec2TaskDefinition;
import software.constructs.Construct;

/** A service of workers and the pool that tells the controller to scale it. */
public final class TidegateWorkerService extends Construct {
  private final Ec2Service service;

  /**
   * @param family name of the task definition
   * @param program what one task runs; it has to drain on SIGTERM within its stop timeout
   * @param limits what the controller may do with the service
   * @param resources where the controller finds the pool
   * @param logRemoval what becomes of the logs
   */
  public record Settings(
      String family,
      Program program,
      PoolLimits limits,
      ResourceStore resources,
      RemovalPolicy logRemoval) {
    /** Checks that nothing is missing. */
    public Settings {
      Objects.requireNonNull(family, "family");
      Objects.requireNonNull(program, "program");
      Objects.requireNonNull(limits, "limits");
      Objects.requireNonNull(resources, "resources");
      Objects.requireNonNull(logRemoval, "logRemoval");
    }
  }

  public TidegateWorkerService(
      Construct scope, String id, BurstableCluster cluster, Settings settings) {
    super(scope, id);
    Ec2TaskDefinition task = EcsParts.bridgeTask(this, settings.family(), "Task");
    EcsParts.addProgram(task, settings.program(), Map.of(), settings.logRemoval());
    new PolicyScope(Stack.of(this), cluster.cluster().getClusterName(), settings.resources())
        .statements(WorkerPermissions.ALL)
        .forEach(task::addToTaskRolePolicy);
    String name = settings.program().name();
    this.service = EcsParts.service(this, name, cluster, task).build();
    settings
        .resources()
        .put(
            this,
            "Pool",
            "worker-pool-" + name,
            ResourceDocuments.workerPool(
                name,
                cluster.cluster().getClusterName(),
                service.getServiceName(),
                settings.limits()));
  }

  /** The ECS service. */
  public Ec2Service service() {
    return service;
  }
}
