package dev.tidegate.controller.model;

import java.time.Instant;
import java.util.Objects;

/**
 * A runtime as it reports itself.
 *
 * @param taskArn its ECS task; empty if it knows none
 * @param bootId differs at every start of the process
 * @param connections client connections, without probes
 * @param recentAccepts how many client connections it lists as lately accepted (at most 16)
 * @param observedAt when it wrote this, by the store's clock
 */
public record RuntimeView(
    String id,
    String taskArn,
    String bootId,
    Phase phase,
    int connections,
    int openStreams,
    double rpcPerSecond,
    int heldJobs,
    int recentAccepts,
    Instant startedAt,
    Instant observedAt,
    long observedEpoch,
    long observedGeneration,
    String advertisedAddress) {

  /** What it is doing. */
  public enum Phase {
    STARTING,
    SERVING,
    DRAINING,
    STOPPING,
    UNKNOWN
  }

  public RuntimeView {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(taskArn, "taskArn");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(observedAt, "observedAt");
    Objects.requireNonNull(advertisedAddress, "advertisedAddress");
  }

  /** No client connection, no open stream, no job held. */
  public boolean quiet() {
    return connections == 0 && openStreams == 0 && heldJobs == 0;
  }

  public boolean draining() {
    return phase == Phase.DRAINING || phase == Phase.STOPPING;
  }
}
