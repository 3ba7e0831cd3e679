package dev.tidegate.localaws.world.balancer;

/** What the targets of a group are. */
public enum TargetType {
  /** EC2 instances, by id and host port. */
  INSTANCE,
  /** Addresses. */
  IP
}
