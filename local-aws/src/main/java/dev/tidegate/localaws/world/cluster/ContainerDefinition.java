package dev.tidegate.localaws.world.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one container of a task definition.
 *
 * @param name its name
 * @param image its image; a launcher may use it to tell programs apart
 * @param command entry point and command in one list
 * @param environment its own environment
 * @param ports what it listens on
 * @param stopTimeout from SIGTERM to SIGKILL; null for the agent's 30 s
 */
public record ContainerDefinition(
    String name,
    String image,
    List<String> command,
    Map<String, String> environment,
    List<PortMapping> ports,
    @Nullable Duration stopTimeout) {

  /** {@code ECS_CONTAINER_STOP_TIMEOUT}'s default on EC2. */
  private static final Duration AGENT_STOP_TIMEOUT = Duration.ofSeconds(30);

  /**
   * One port.
   *
   * @param containerPort what the program listens on inside
   * @param hostPort the instance's port; 0 for a dynamic one
   */
  public record PortMapping(int containerPort, int hostPort) {}

  /** Copies. */
  public ContainerDefinition {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    ports = List.copyOf(ports);
  }

  /** From SIGTERM to SIGKILL. */
  public Duration timeToStop() {
    return stopTimeout == null ? AGENT_STOP_TIMEOUT : stopTimeout;
  }
}
