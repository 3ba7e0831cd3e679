package dev.tidegate.controller.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidegate.controller.config.ConfigLoader;
import dev.tidegate.controller.plan.ControllerConfig;
import dev.tidegate.controller.port.PortException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The real client against a server that speaks the service's protocol. */
class ParameterDocumentsTest {
  private static final String POOL =
      "kind: WorkerPool\\nname: fib\\nspec:\\n  cluster: c\\n  service: s\\n  queues: [fib]\\n"
          + "  slotsPerTask: 2\\n  min: 1\\n  max: 3\\n";
  private static final String TARGETS =
      "kind: TargetPool\\nname: runtime\\nspec:\\n  cluster: c\\n  service: r\\n"
          + "  targetGroups: [arn]\\n";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private SsmClient ssm;
  private volatile int status = 200;
  private volatile List<String> answers = List.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    ssm =
        SsmClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();
  }

  @AfterEach
  void stop() {
    ssm.close();
    server.stop(0);
  }

  @Test
  void allPagesAreReadAndBecomeOneSetOfResources() {
    answers =
        List.of(
            "{\"Parameters\":[" + parameter("/t/worker-pool-fib", POOL) + "],\"NextToken\":\"2\"}",
            "{\"Parameters\":[" + parameter("/t/target-pool-runtime", TARGETS) + "]}");
    Map<String, String> documents = ParameterDocuments.read(ssm, "/t");
    assertThat(documents).containsOnlyKeys("/t/target-pool-runtime", "/t/worker-pool-fib");
    ControllerConfig config = ConfigLoader.parseAll("ssm:/t", documents);
    assertThat(config.workerPools()).hasSize(1);
    assertThat(config.targetPools()).hasSize(1);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0)).contains("AmazonSSM.GetParametersByPath", "\"Path\":\"/t\"");
    assertThat(requests.get(1)).contains("\"NextToken\":\"2\"");
  }

  @Test
  void aFaultInADocumentNamesItsParameter() {
    answers =
        List.of("{\"Parameters\":[" + parameter("/t/worker-pool-fib", "kind: WorkerPol") + "]}");
    Map<String, String> documents = ParameterDocuments.read(ssm, "/t");
    assertThatThrownBy(() -> ConfigLoader.parseAll("ssm:/t", documents))
        .hasMessageContaining("/t/worker-pool-fib")
        .hasMessageContaining("WorkerPool");
  }

  @Test
  void aRefusalIsAFailureAndNeverAnEmptySet() {
    status = 400;
    answers = List.of("{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}");
    assertThatThrownBy(() -> ParameterDocuments.read(ssm, "/t"))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("GetParametersByPath");
  }

  @Test
  void aServiceThatNeverComesToAnEndIsAFailure() {
    answers = List.of("{\"Parameters\":[],\"NextToken\":\"again\"}");
    assertThatThrownBy(() -> ParameterDocuments.read(ssm, "/t"))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("more than 1000 parameters");
    assertThat(requests).hasSize(100);
  }

  private static String parameter(String name, String value) {
    return "{\"Name\":\"" + name + "\",\"Value\":\"" + value + "\"}";
  }

  /** The n-th answer to the n-th request; the last one again where there are no more. */
  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + body);
    byte[] answer = answers.get(Math.min(requests.size(), answers.size()) - 1).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }
}
