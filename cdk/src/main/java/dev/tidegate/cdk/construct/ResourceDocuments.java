package dev.tidegate.cdk.construct;

/** The controller's resources as YAML. Names may be tokens that CloudFormation fills in. */
final class ResourceDocuments {
  private ResourceDocuments() {}

  static String workerPool(String name, String cluster, String service, PoolLimits limits) {
    return """
        kind: WorkerPool
        name: %s
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

  static String targetPool(String name, String cluster, String service, String targetGroupArn) {
    return """
        kind: TargetPool
        name: %s
        cluster: %s
        service: %s
        targetGroups: ["%s"]
        """
        .formatted(name, cluster, service, targetGroupArn);
  }
}
