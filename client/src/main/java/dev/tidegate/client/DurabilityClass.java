package dev.tidegate.client;

import dev.tidegate.proto.queue.v1.Durability;

/**
 * What an acknowledged enqueue promises. A class that the runtime's Redis cannot give is refused
 * with reason {@code DURABILITY_UNAVAILABLE}.
 */
public enum DurabilityClass {
  /** In the memory of the Redis primary; no more is promised. */
  MEMORY(dev.tidegate.proto.queue.v1.DurabilityClass.DURABILITY_CLASS_MEMORY, 0),
  /** On the primary's disk. */
  FSYNC(dev.tidegate.proto.queue.v1.DurabilityClass.DURABILITY_CLASS_FSYNC, 0),
  /** Acknowledged by one replica. */
  ONE_REPLICA(dev.tidegate.proto.queue.v1.DurabilityClass.DURABILITY_CLASS_REPLICATED, 1),
  /** Acknowledged by two replicas. */
  TWO_REPLICAS(dev.tidegate.proto.queue.v1.DurabilityClass.DURABILITY_CLASS_REPLICATED, 2);

  private final dev.tidegate.proto.queue.v1.DurabilityClass wire;
  private final int replicas;

  DurabilityClass(dev.tidegate.proto.queue.v1.DurabilityClass wire, int replicas) {
    this.wire = wire;
    this.replicas = replicas;
  }

  Durability wire() {
    return Durability.newBuilder().setClass_(wire).setReplicas(replicas).build();
  }
}
