package dev.tidegate.localaws.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.cluster.Clusters;
import dev.tidegate.localaws.world.cluster.Failure;
import dev.tidegate.localaws.world.cluster.ProtectionResult;
import dev.tidegate.localaws.world.cluster.Task;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What the ECS agent serves to a task on its instance: {@code GET /v4/<id>} and {@code
 * /v4/<id>/task} ("Amazon ECS task metadata endpoint version 4"), {@code GET} and {@code PUT
 * /api/<id>/task-protection/v1/state} ("Amazon ECS task scale-in protection endpoint").
 */
public final class MetadataServer implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int MAX_BODY = 4096;
  private static final String PROTECTION = "/task-protection/v1/state";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private final ExecutorService threads;
  private volatile @Nullable Driver driver;

  /** Opens its socket on the loopback address. */
  public MetadataServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "local-aws-metadata");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/v4/", this::metadata);
    server.createContext("/api/", this::agent);
  }

  /** Begins to answer. */
  public void start(Driver world) {
    driver = world;
    server.start();
  }

  /** Base of every path. */
  public String url() {
    return "http://"
        + server.getAddress().getAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void metadata(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v4/".length());
    boolean whole = path.endsWith("/task");
    String id = whole ? path.substring(0, path.length() - "/task".length()) : path;
    Optional<ObjectNode> answer =
        driver().call(world -> world.clusters().findTask(id).map(t -> describe(t, whole)));
    if (answer.isPresent()) {
      send(exchange, 200, answer.get());
    } else {
      send(exchange, 404, json.createObjectNode().put("message", "no such task"));
    }
  }

  private ObjectNode describe(Task task, boolean whole) {
    ObjectNode container = json.createObjectNode();
    container.put("DockerId", task.id());
    container.put("Name", task.definition().container().name());
    container.put("Image", task.definition().container().image());
    container.put("KnownStatus", task.status().name());
    container.put("DesiredStatus", task.stopWanted() ? "STOPPED" : "RUNNING");
    var ports = container.putArray("Ports");
    task.hostPorts()
        .forEach(
            (inside, outside) ->
                ports
                    .addObject()
                    .put("ContainerPort", inside)
                    .put("HostPort", outside)
                    .put("Protocol", "tcp"));
    if (!whole) {
      return container;
    }
    ObjectNode node = json.createObjectNode();
    node.put("Cluster", task.cluster().arn());
    node.put("TaskARN", task.arn());
    node.put("Family", task.definition().family());
    node.put("Revision", Integer.toString(task.definition().revision()));
    task.service().ifPresent(s -> node.put("ServiceName", s.name()));
    node.put("DesiredStatus", task.stopWanted() ? "STOPPED" : "RUNNING");
    node.put("KnownStatus", task.status().name());
    node.put("AvailabilityZone", task.instance().machine().zone());
    node.put("LaunchType", "EC2");
    node.putArray("Containers").add(container);
    return node;
  }

  private void agent(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/api/".length());
    if (!path.endsWith(PROTECTION)) {
      send(exchange, 404, json.createObjectNode().put("message", "no such endpoint"));
      return;
    }
    String id = path.substring(0, path.length() - PROTECTION.length());
    switch (exchange.getRequestMethod()) {
      case "GET" -> send(exchange, 200, readProtection(id));
      case "PUT" -> writeProtection(exchange, id);
      default -> send(exchange, 405, json.createObjectNode().put("message", "GET or PUT"));
    }
  }

  private ObjectNode readProtection(String id) {
    return driver()
        .call(
            world -> {
              Clusters clusters = world.clusters();
              return clusters
                  .findTask(id)
                  .map(t -> answer(clusters, clusters.protection(t.cluster(), List.of(id))))
                  .orElseGet(() -> failure(new Failure(id, "MISSING", "Task not found")));
            });
  }

  private void writeProtection(HttpExchange exchange, String id) throws IOException {
    JsonNode body;
    try (InputStream in = exchange.getRequestBody()) {
      body = json.readTree(in.readNBytes(MAX_BODY));
    } catch (IOException e) {
      body = json.createObjectNode();
    }
    JsonNode enabled = body.path("ProtectionEnabled");
    JsonNode minutes = body.path("ExpiresInMinutes");
    if (!enabled.isBoolean() || !(minutes.isMissingNode() || minutes.isInt())) {
      send(exchange, 400, error(id, "InvalidParameterException", "ProtectionEnabled is required"));
      return;
    }
    Integer length = minutes.isInt() ? minutes.asInt() : null;
    try {
      send(exchange, 200, protect(id, enabled.asBoolean(), length));
    } catch (Refusal refusal) {
      send(exchange, 400, error(id, refusal.code(), String.valueOf(refusal.getMessage())));
    }
  }

  private ObjectNode protect(String id, boolean on, @Nullable Integer minutes) {
    return driver()
        .call(
            world -> {
              Clusters clusters = world.clusters();
              return clusters
                  .findTask(id)
                  .map(
                      t ->
                          answer(clusters, clusters.protect(t.cluster(), List.of(id), on, minutes)))
                  .orElseGet(() -> failure(new Failure(id, "MISSING", "Task not found")));
            });
  }

  private ObjectNode answer(Clusters clusters, ProtectionResult result) {
    if (!result.failures().isEmpty()) {
      return failure(result.failures().get(0));
    }
    Task task = result.tasks().get(0);
    ObjectNode node = json.createObjectNode();
    ObjectNode protection = node.putObject("protection");
    protection.put("TaskArn", task.arn());
    protection.put("ProtectionEnabled", clusters.protectedUntil(task).isPresent());
    clusters
        .protectedUntil(task)
        .ifPresent(until -> protection.put("ExpirationDate", until.toString()));
    return node;
  }

  private ObjectNode failure(Failure failure) {
    ObjectNode node = json.createObjectNode();
    node.putObject("failure")
        .put("Arn", failure.reference())
        .put("Reason", failure.reason())
        .put("Detail", failure.detail());
    return node;
  }

  private ObjectNode error(String id, String code, String message) {
    ObjectNode node = json.createObjectNode();
    node.putObject("error").put("Arn", id).put("Code", code).put("Message", message);
    return node;
  }

  private void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private Driver driver() {
    Driver world = driver;
    if (world == null) {
      throw new IllegalStateException("the metadata server was not started");
    }
    return world;
  }
}
