package dev.tidegate.localaws.world.cluster;

/** Where a task is in its life ("Amazon ECS task lifecycle"), in order. */
public enum TaskStatus {
  /** Networking is prepared. */
  PROVISIONING,
  /** The image is pulled. */
  PENDING,
  /** The container was started, targets are about to be registered. */
  ACTIVATING,
  /** It runs. */
  RUNNING,
  /** Its targets are draining. */
  DEACTIVATING,
  /** It got SIGTERM. */
  STOPPING,
  /** Its container has ended. */
  DEPROVISIONING,
  /** Over. */
  STOPPED;

  /** Whether the scheduler counts it as pending. */
  public boolean countsAsPending() {
    return compareTo(RUNNING) < 0;
  }
}
