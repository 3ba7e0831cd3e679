package dev.tidegate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidegate.client.JobPriority;
import dev.tidegate.client.JobSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One job as a line of JSON, for {@code tidegate enqueue --file}.
 *
 * <p>Keys: {@code id}, {@code queue}, {@code type}, {@code body} (a text, or any JSON value),
 * {@code bodyBase64}, {@code expected}, {@code timeout}, {@code delay} (durations such as {@code
 * "250ms"}, or a number of milliseconds), {@code notBefore} (an instant, ISO-8601), {@code
 * priority}, {@code headers}, {@code group}, {@code idempotencyKey}. An unknown key is refused: it
 * would be a wish that nobody hears.
 */
final class JobLine {
  private static final List<String> KEYS =
      List.of(
          "id",
          "queue",
          "type",
          "body",
          "bodyBase64",
          "expected",
          "timeout",
          "delay",
          "notBefore",
          "priority",
          "headers",
          "group",
          "idempotencyKey");

  private final Defaults defaults;

  /**
   * What a line need not say.
   *
   * @param queue queue of lines without one; empty = every line must name it
   * @param type job type of lines without one; empty = every line must name it
   */
  record Defaults(String queue, String type) {}

  JobLine(Defaults defaults) {
    this.defaults = defaults;
  }

  /**
   * Reads one line.
   *
   * @param now base of {@code delay}
   * @throws IllegalArgumentException saying what is wrong, in words for the one who wrote the line
   */
  JobSpec parse(String line, Instant now) {
    JsonNode node;
    try {
      node = ProtoJson.MAPPER.readTree(line);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("not JSON: " + notJson.getOriginalMessage(), notJson);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    refuseUnknownKeys(node);
    JobSpec.Builder job =
        JobSpec.of(
            required(node, "queue", defaults.queue()), required(node, "type", defaults.type()));
    if (node.has("id")) {
      job.id(node.get("id").asText());
    }
    body(node, job);
    if (node.has("expected")) {
      job.expectedDuration(duration(node, "expected"));
    }
    if (node.has("timeout")) {
      job.timeout(duration(node, "timeout"));
    }
    if (node.has("delay")) {
      job.notBefore(now.plus(duration(node, "delay")));
    }
    if (node.has("notBefore")) {
      job.notBefore(Instant.parse(node.get("notBefore").asText()));
    }
    if (node.has("priority")) {
      job.priority(priority(node.get("priority").asText()));
    }
    if (node.has("group")) {
      job.group(node.get("group").asText());
    }
    if (node.has("idempotencyKey")) {
      job.idempotencyKey(node.get("idempotencyKey").asText());
    }
    if (node.has("headers")) {
      for (Map.Entry<String, JsonNode> header : node.get("headers").properties()) {
        job.header(header.getKey(), header.getValue().asText());
      }
    }
    return job.build();
  }

  private static void refuseUnknownKeys(JsonNode node) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KEYS.contains(name)) {
        throw new IllegalArgumentException(
            "unknown key '" + name + "'; known are " + String.join(", ", KEYS));
      }
    }
  }

  private static String required(JsonNode node, String key, String otherwise) {
    String value = node.has(key) ? node.get(key).asText() : otherwise;
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "no " + key + ": put \"" + key + "\" into the line, or give --" + key);
    }
    return value;
  }

  private static void body(JsonNode node, JobSpec.Builder job) {
    if (node.has("bodyBase64")) {
      job.body(
          Base64.getDecoder().decode(node.get("bodyBase64").asText()), "application/octet-stream");
    } else if (node.has("body") && node.get("body").isTextual()) {
      job.text(node.get("body").asText());
    } else if (node.has("body")) {
      job.body(node.get("body").toString().getBytes(StandardCharsets.UTF_8), "application/json");
    }
  }

  private static Duration duration(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value.isNumber()) {
      return Duration.ofMillis(value.asLong());
    }
    try {
      return new Durations().convert(value.asText());
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
    }
  }

  static JobPriority priority(String text) {
    try {
      return JobPriority.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "priority '"
              + text
              + "' is none of "
              + Arrays.stream(JobPriority.values())
                  .map(priority -> priority.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")),
          unknown);
    }
  }
}
