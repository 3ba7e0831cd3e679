package dev.tidegate.queue.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which ECS task this process runs in, as the container agent says at {@code
 * $ECS_CONTAINER_METADATA_URI_V4/task}.
 *
 * @param arn empty outside ECS, or if the agent does not answer
 * @param revision of the task definition, likewise
 */
public record EcsTask(String arn, String revision) {
  /** Outside ECS. */
  public static final EcsTask NONE = new EcsTask("", "");

  /** The variable that ECS sets in every container. */
  public static final String VARIABLE = "ECS_CONTAINER_METADATA_URI_V4";

  private static final Logger LOG = LoggerFactory.getLogger(EcsTask.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  // Neither value can hold a quote or an escape, so that no JSON parser is needed for two fields.
  private static final Pattern ARN = Pattern.compile("\"TaskARN\"\\s*:\\s*\"([^\"\\\\]*)\"");
  private static final Pattern REVISION = Pattern.compile("\"Revision\"\\s*:\\s*\"([^\"\\\\]*)\"");

  /** Asks the agent; never fails, at worst answers {@link #NONE} after a warning. */
  public static EcsTask ask(Map<String, String> environment) {
    String base = environment.getOrDefault(VARIABLE, "");
    if (base.isEmpty()) {
      return NONE;
    }
    try {
      return parse(fetch(URI.create(base + "/task")));
    } catch (IOException | IllegalArgumentException problem) {
      LOG.warn(
          "the ECS agent at {} does not say which task this is ({}); the controller cannot match"
              + " this process with its task",
          base,
          problem.toString());
      return NONE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }

  private static String fetch(URI uri) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return answer.body();
  }

  static EcsTask parse(String json) throws IOException {
    String arn = first(ARN, json);
    if (arn.isEmpty()) {
      throw new IOException("no TaskARN in the answer");
    }
    return new EcsTask(arn, first(REVISION, json));
  }

  private static String first(Pattern pattern, String json) {
    Matcher matcher = pattern.matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }
}
