package dev.tidegate.client.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which ECS task this process runs in, from the task metadata endpoint version 4.
 *
 * @param taskArn the task's ARN; empty if not said
 * @param revision task definition revision; empty if not said
 */
public record EcsMetadata(String taskArn, String revision) {
  /** Name of the environment variable that the ECS agent sets in every container. */
  public static final String URI_VARIABLE = "ECS_CONTAINER_METADATA_URI_V4";

  /** Not inside ECS, or not known. */
  public static final EcsMetadata NONE = new EcsMetadata("", "");

  private static final Pattern TASK_ARN = field("TaskARN");
  private static final Pattern REVISION = field("Revision");

  /**
   * Asks the endpoint once.
   *
   * @param uri value of {@link #URI_VARIABLE}
   * @throws IOException if it does not answer with 200 within two seconds
   */
  public static EcsMetadata fetch(String uri) throws IOException {
    return parse(LocalHttp.get(uri + "/task"));
  }

  /**
   * Two strings out of a large answer do not need a JSON library on every user's class path: the
   * first field of each name is the task's own, containers come later and use other names.
   */
  static EcsMetadata parse(String json) {
    return new EcsMetadata(first(TASK_ARN, json).orElse(""), first(REVISION, json).orElse(""));
  }

  private static Optional<String> first(Pattern pattern, String json) {
    Matcher matcher = pattern.matcher(json);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Pattern field(String name) {
    return Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]{1,2048})\"");
  }
}
