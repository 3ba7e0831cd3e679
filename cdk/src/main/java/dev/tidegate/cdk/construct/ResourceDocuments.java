package dev.tidegate.cdk.construct;

import java.time.Duration;

/** The controller's resources as YAML. Names may be tokens that CloudFormation fills in. */
final class ResourceDocuments {
  private ResourceDocuments() {}

  static String workerPool(String name, String cluster, String service, PoolLimits limits) {
    return """
        kind: WorkerPool
        name: %s
        spec:
          cluster: %s
          service: %s
          queues: [%s]
          slotsPerTask: %d
          min: %d
          max: %d
          drainTarget: %ds
        """
        .formatted(
            name,
            cluster,
            service,
            String.join(", ", limits.queues()),
            limits.slotsPerTask(),
            limits.minimum(),
            limits.maximum(),
            limits.drainTarget().toSeconds());
  }

  /**
   * @param lag how long the load balancer goes on sending to a target that was taken out
   */
  static String targetPool(
      String name, String cluster, String service, String targetGroupArn, Duration lag) {
    return """
        kind: TargetPool
        name: %s
        spec:
          cluster: %s
          service: %s
          targetGroups: ["%s"]
          lag:
            deregistration: %ds
        """
        .formatted(name, cluster, service, targetGroupArn, lag.toSeconds());
  }
}
