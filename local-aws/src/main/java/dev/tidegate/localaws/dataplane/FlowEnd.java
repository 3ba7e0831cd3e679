package dev.tidegate.localaws.dataplane;

/** Why a flow is over. */
public enum FlowEnd {
  /** It is not. */
  OPEN,
  /** Both sides closed in order. */
  CLOSED,
  /** The client reset it, or vanished. */
  CLIENT_RESET,
  /** The target reset it, or vanished. */
  TARGET_RESET,
  /** The load balancer reset it: an unhealthy target, or a delay with termination. */
  BALANCER_RESET,
  /** Silent for longer than the idle timeout; reset at the next packet. */
  IDLE,
  /** The target could not be reached. */
  CONNECT_FAILED,
  /** No target was eligible. */
  NO_TARGET,
  /** The data plane was closed. */
  SHUTDOWN
}
