package dev.tidegate.queue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server that answers like the ECS container agent. */
class EcsTaskTest {
  private static final String ANSWER =
      """
      {"Cluster":"c","TaskARN":"arn:aws:ecs:eu-west-1:1:task/c/abc","Family":"runtime",
       "Revision":"7","Containers":[{"DockerId":"x"}]}
      """;

  private HttpServer agent;
  private volatile int status = 200;
  private volatile String answer = ANSWER;

  @BeforeEach
  void start() throws IOException {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/v4/id/task",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.stop(0);
  }

  private EcsTask ask() {
    return EcsTask.ask(
        Map.of(EcsTask.VARIABLE, "http://127.0.0.1:" + agent.getAddress().getPort() + "/v4/id"));
  }

  @Test
  void theAgentSaysWhichTaskThisIs() {
    assertThat(ask()).isEqualTo(new EcsTask("arn:aws:ecs:eu-west-1:1:task/c/abc", "7"));
  }

  @Test
  void anAgentInTroubleLeavesTheTaskUnknownAndTheRuntimeRunning() {
    status = 500;
    assertThat(ask()).isEqualTo(EcsTask.NONE);
    status = 200;
    answer = "{}";
    assertThat(ask()).isEqualTo(EcsTask.NONE);
    agent.stop(0);
    assertThat(ask()).isEqualTo(EcsTask.NONE);
    assertThat(EcsTask.ask(Map.of(EcsTask.VARIABLE, "not a url"))).isEqualTo(EcsTask.NONE);
  }

  @Test
  void outsideEcsNobodyIsAsked() {
    assertThat(EcsTask.ask(Map.of())).isEqualTo(EcsTask.NONE);
  }
}
