package dev.tidegate.client;

import dev.tidegate.client.internal.EcsTaskProtection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps whoever scales the fleet in from stopping this process while it is busy with work that
 * would not fit into its stop timeout. Methods may block for some seconds and are called by one
 * thread at a time.
 */
public interface BusyProtection {
  /**
   * From now on, for at least {@code length}; a second call sets the end anew.
   *
   * @throws IOException if it is not granted; the worker works on without
   */
  void protect(Duration length) throws IOException;

  /**
   * No longer.
   *
   * @throws IOException if it could not be lifted; it then ends by itself
   */
  void unprotect() throws IOException;

  /**
   * Scale-in protection of the ECS task that this process runs in; empty outside ECS. The task role
   * needs {@code ecs:UpdateTaskProtection}.
   */
  static Optional<BusyProtection> ofEcsTask() {
    return Optional.ofNullable(System.getenv(EcsTaskProtection.URI_VARIABLE))
        .map(BusyProtection::atAgent);
  }

  /** The same with the agent's address given: the value of {@code ECS_AGENT_URI}. */
  static BusyProtection atAgent(String agentUri) {
    EcsTaskProtection agent = new EcsTaskProtection(agentUri);
    return new BusyProtection() {
      @Override
      public void protect(Duration length) throws IOException {
        agent.protect(length);
      }

      @Override
      public void unprotect() throws IOException {
        agent.unprotect();
      }
    };
  }
}
