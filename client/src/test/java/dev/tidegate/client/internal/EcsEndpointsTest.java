package dev.tidegate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent's endpoints, played by a real HTTP server. */
final class EcsEndpointsTest {
  private static final String TASK =
      """
      {"Cluster":"default",
       "TaskARN" : "arn:aws:ecs:eu-central-1:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c",
       "Family":"fib","Revision":"26","DesiredStatus":"RUNNING",
       "Containers":[{"DockerId":"ea32","Labels":{
         "com.amazonaws.ecs.task-arn":"arn:other","com.amazonaws.ecs.task-definition-version":"99"}}]}
      """;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile boolean hangs;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          try {
            if (hangs && !never.await(20, TimeUnit.SECONDS)) {
              return;
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    server.stop(0);
  }

  private String uri() {
    return "http://localhost:" + server.getAddress().getPort() + "/v4/abc";
  }

  @Test
  void theTaskSaysItsArnAndRevision() throws IOException {
    answer = TASK;

    EcsMetadata metadata = EcsMetadata.fetch(uri());

    assertThat(metadata)
        .isEqualTo(
            new EcsMetadata(
                "arn:aws:ecs:eu-central-1:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c",
                "26"));
    assertThat(requests).containsExactly("GET /v4/abc/task ");
  }

  @Test
  void anAnswerThatSaysNothingIsNoIdentityAndNoError() throws IOException {
    answer = "<html>not json</html>";

    assertThat(EcsMetadata.fetch(uri())).isEqualTo(EcsMetadata.NONE);
  }

  @Test
  void anEndpointThatFailsIsAnIoException() {
    status = 500;
    answer = "boom";

    assertThatThrownBy(() -> EcsMetadata.fetch(uri()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 500: boom");
    assertThatThrownBy(() -> EcsMetadata.fetch("::not a uri")).isInstanceOf(IOException.class);
  }

  @Test
  void anEndpointThatHangsCostsTwoSeconds() {
    hangs = true;
    long begun = System.nanoTime();

    assertThatThrownBy(() -> EcsMetadata.fetch(uri())).isInstanceOf(IOException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void protectionIsAskedForInWholeMinutesAndLifted() throws IOException {
    answer = "{\"protection\":{\"ProtectionEnabled\":true}}";
    EcsTaskProtection protection = new EcsTaskProtection(uri());

    protection.protect(Duration.ofSeconds(61));
    protection.protect(Duration.ofDays(9));
    protection.unprotect();

    assertThat(requests)
        .containsExactly(
            "PUT /v4/abc/task-protection/v1/state"
                + " {\"ProtectionEnabled\":true,\"ExpiresInMinutes\":2}",
            "PUT /v4/abc/task-protection/v1/state"
                + " {\"ProtectionEnabled\":true,\"ExpiresInMinutes\":2880}",
            "PUT /v4/abc/task-protection/v1/state {\"ProtectionEnabled\":false}");
  }

  @Test
  void aRefusalInsideASuccessIsNoticed() {
    answer = "{\"failure\":{\"Arn\":\"x\",\"Reason\":\"DEPLOYMENT_BLOCKED\"}}";

    assertThatThrownBy(() -> new EcsTaskProtection(uri()).protect(Duration.ofMinutes(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DEPLOYMENT_BLOCKED");
  }
}
