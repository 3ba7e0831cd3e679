package dev.tidegate.localaws.task;

import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds command and environment of a task. A container listens on a fixed port of its own and the
 * agent maps it; here the program shares the machine's ports, so it is told its host port: {@code
 * PORT_<containerPort>}, which may also be written <code>${PORT_9090}</code> in the command and in
 * values.
 */
final class TaskEnvironment {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private TaskEnvironment() {}

  /**
   * Prepares a task.
   *
   * @param launch what ECS wants started
   * @param region AWS region
   * @param metadata base of the task endpoints, for example {@code http://127.0.0.1:4567}
   */
  static TaskStart prepare(TaskLaunch launch, String region, String metadata) {
    Map<String, String> given = new LinkedHashMap<>();
    launch.hostPorts().forEach((inside, outside) -> given.put("PORT_" + inside, "" + outside));
    given.put("HOST", launch.address().startsWith("127.") ? launch.address() : "127.0.0.1");
    given.put("AWS_REGION", region);
    given.put("AWS_EXECUTION_ENV", "AWS_ECS_EC2");
    given.put("ECS_CONTAINER_METADATA_URI_V4", metadata + "/v4/" + launch.taskId());
    given.put("ECS_AGENT_URI", metadata + "/api/" + launch.taskId());
    Map<String, String> environment = new LinkedHashMap<>(given);
    launch.container().environment().forEach((k, v) -> environment.put(k, fill(v, given)));
    List<String> command =
        launch.container().command().stream().map(word -> fill(word, given)).toList();
    return new TaskStart(launch, command, environment);
  }

  private static String fill(String text, Map<String, String> values) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = values.getOrDefault(matcher.group(1), matcher.group());
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }
}
