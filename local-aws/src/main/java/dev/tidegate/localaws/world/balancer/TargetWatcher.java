package dev.tidegate.localaws.world.balancer;

/** Who wants to know what becomes of targets: ECS. */
public interface TargetWatcher {

  /** The control plane calls it healthy. */
  void targetHealthy(String groupArn, TargetKey key);

  /** The control plane calls it unhealthy. */
  void targetUnhealthy(String groupArn, TargetKey key);

  /** Its deregistration delay is over. */
  void targetUnused(String groupArn, TargetKey key);

  /** Somebody called DeregisterTargets for it. */
  void targetDeregisteredByCaller(String groupArn, TargetKey key);
}
