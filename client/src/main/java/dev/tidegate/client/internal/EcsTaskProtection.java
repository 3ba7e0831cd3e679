package dev.tidegate.client.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Scale-in protection of this process' own ECS task, through the agent's endpoint {@code
 * $ECS_AGENT_URI/task-protection/v1/state}. Needs {@code ecs:UpdateTaskProtection} in the task role
 * and agent 1.65 or newer.
 *
 * @param agentUri value of {@link #URI_VARIABLE}
 */
public record EcsTaskProtection(String agentUri) {
  /** Name of the environment variable that the ECS agent sets in every container. */
  public static final String URI_VARIABLE = "ECS_AGENT_URI";

  private static final int MOST_MINUTES = 2_880;
  private static final Pattern TROUBLE = Pattern.compile("\"(failure|error)\"\\s*:\\s*\\{");

  /**
   * Protects the task for at least {@code length}, rounded up to minutes, at most two days. A
   * second call sets the end anew.
   *
   * @throws IOException if the agent does not grant it
   */
  public void protect(Duration length) throws IOException {
    long minutes = Math.min(Math.max(1, (length.toSeconds() + 59) / 60), MOST_MINUTES);
    put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":" + minutes + "}");
  }

  /**
   * Lifts the protection.
   *
   * @throws IOException if the agent does not do it; the protection then ends by itself
   */
  public void unprotect() throws IOException {
    put("{\"ProtectionEnabled\":false}");
  }

  private void put(String json) throws IOException {
    String answer = LocalHttp.putJson(agentUri + "/task-protection/v1/state", json);
    // The agent answers 200 for some refusals too and names them inside.
    if (TROUBLE.matcher(answer).find()) {
      throw new IOException("task protection refused: " + LocalHttp.shown(answer));
    }
  }
}
