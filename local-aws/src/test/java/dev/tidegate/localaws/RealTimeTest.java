package dev.tidegate.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.localaws.dataplane.EchoServer;
import dev.tidegate.localaws.dataplane.FlowRecord;
import dev.tidegate.localaws.dataplane.TestClient;
import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.task.InProcessTaskLauncher;
import dev.tidegate.localaws.task.ProcessTaskLauncher;
import dev.tidegate.localaws.task.RunningTask;
import dev.tidegate.localaws.task.TaskStart;
import dev.tidegate.localaws.world.kernel.Lag;
import dev.tidegate.localaws.world.kernel.LagProfile;
import dev.tidegate.localaws.world.kernel.LogEntry;
import dev.tidegate.localaws.world.kernel.OpenPoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;

/** The whole in real time: tasks that run, flows that are carried, a control plane that lags. */
class RealTimeTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final LagProfile QUICK =
      LagProfile.demo()
          .withBalancer(
              new LagProfile.Balancer(
                  Lag.millis(100, 200),
                  Lag.millis(3000, 3500),
                  Lag.millis(100, 200),
                  Lag.millis(100, 200)));

  private static LocalAwsConfig config(long seed) {
    return LocalAwsConfig.usual(seed)
        .with(QUICK)
        .with(OpenPoints.kind())
        .with(Scenario.fleet("t3.medium", 2));
  }

  /** An echo server for each task; their names are a, b, c, ... in the order of their start. */
  private static final class Echoes {
    private final AtomicInteger started = new AtomicInteger();
    private final List<TaskStart> starts = new CopyOnWriteArrayList<>();

    RunningTask start(TaskStart start, IntConsumer onExit) {
      starts.add(start);
      char name = (char) ('a' + started.getAndIncrement());
      EchoServer server = new EchoServer(start.hostPort(Account.PORT), name);
      return new RunningTask() {
        @Override
        public void terminate() {
          server.close();
          onExit.accept(0);
        }

        @Override
        public void kill() {
          server.die();
          server.close();
          onExit.accept(137);
        }
      };
    }
  }

  private static void untilHealthy(Account account, String group, int count) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        account.health(group).stream()
                            .filter(h -> h.targetHealth().stateAsString().equals("healthy")))
                    .hasSize(count));
  }

  private static String quickGroup(Account account) {
    String group = account.group("app");
    account.elb.modifyTargetGroup(
        r ->
            r.targetGroupArn(group)
                .healthCheckIntervalSeconds(5)
                .healthCheckTimeoutSeconds(2)
                .healthyThresholdCount(2));
    account.attribute(group, "load_balancing.cross_zone.enabled", "true");
    account.attribute(group, "deregistration_delay.timeout_seconds", "6");
    return group;
  }

  /**
   * The pinning, the drain and the lag at once: a deregistered target keeps its flows, gets new
   * ones for as long as the data plane does not know, none after, and says unused when its delay is
   * over.
   */
  @Test
  void aDrainingTargetKeepsItsFlowsAndGetsNewOnesUntilTheLagIsOver() throws IOException {
    Echoes echoes = new Echoes();
    InProcessTaskLauncher launcher = new InProcessTaskLauncher(Map.of("app", echoes::start));
    try (LocalAws aws = LocalAws.realTime(config(1), launcher)) {
      Account account = new Account(aws);
      String group = quickGroup(account);
      String listener = account.exposed(group);
      account.balancedService("app", account.definition("app"), 2, group);
      untilHealthy(account, group, 2);
      InetSocketAddress address = aws.dataPlane().listenAddress(listener);
      TestClient pinned = new TestClient(address);
      Task leaving =
          account.running("app").stream()
              .filter(
                  t -> t.taskArn().equals(echoes.starts.get(pinned.server - 'a').task().taskArn()))
              .findFirst()
              .orElseThrow();

      account.deregister(group, account.ec2Id(leaving), Account.hostPort(leaving));
      assertThat(account.state(group, leaving)).isEqualTo("draining");
      assertThat(serversOf(address, 40)).contains(pinned.server);
      await()
          .atMost(SOON)
          .until(() -> aws.events().stream().anyMatch(e -> e.kind().equals("target.unrouted")));
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(serversOf(address, 40)).doesNotContain(pinned.server));
      await().atMost(SOON).until(() -> account.state(group, leaving).equals("unused"));
      assertThat(pinned.echoes()).isTrue();
      assertThat(aws.dataPlane().flows())
          .filteredOn(f -> f.client().getPort() == pinned.socket.getLocalPort())
          .singleElement()
          .matches(FlowRecord::open);
      pinned.close();
    }
  }

  private static List<Character> serversOf(InetSocketAddress address, int count)
      throws IOException {
    List<Character> servers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < count; i++) {
      try (TestClient client = new TestClient(address)) {
        servers.add(client.server);
      }
    }
    return servers;
  }

  /** A crashed task resets its clients, is replaced, and its replacement serves. */
  @Test
  void aCrashedTaskResetsItsClientsAndIsReplaced() throws IOException {
    Echoes echoes = new Echoes();
    InProcessTaskLauncher launcher = new InProcessTaskLauncher(Map.of("app", echoes::start));
    try (LocalAws aws = LocalAws.realTime(config(2), launcher)) {
      Account account = new Account(aws);
      String group = quickGroup(account);
      String listener = account.exposed(group);
      account.balancedService("app", account.definition("app"), 1, group);
      untilHealthy(account, group, 1);
      Task task = account.running("app").get(0);
      TestClient client = new TestClient(aws.dataPlane().listenAddress(listener));
      aws.levers().crash(task.taskArn());
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
      await()
          .atMost(SOON)
          .until(
              () ->
                  account.running("app").stream()
                      .anyMatch(
                          t ->
                              !t.taskArn().equals(task.taskArn())
                                  && account.state(group, t).equals("healthy")));
      client.close();
      assertThat(new TestClient(aws.dataPlane().listenAddress(listener)).server).isEqualTo('b');
    }
  }

  /** A task finds its identity and its protection endpoint in its environment. */
  @Test
  void aTaskReadsItsIdentityAndProtectsItself() throws Exception {
    Echoes echoes = new Echoes();
    InProcessTaskLauncher launcher = new InProcessTaskLauncher(Map.of("app", echoes::start));
    try (LocalAws aws = LocalAws.realTime(config(3), launcher)) {
      Account account = new Account(aws);
      account.service("worker", account.definition("worker"), 1);
      await().atMost(SOON).until(() -> account.service("worker").runningCount() == 1);
      Task task = account.running("worker").get(0);
      Map<String, String> environment = echoes.starts.get(0).environment();

      String identity = get(environment.get("ECS_CONTAINER_METADATA_URI_V4") + "/task").body();
      assertThat(identity)
          .contains("\"TaskARN\":\"" + task.taskArn() + "\"")
          .contains("\"Family\":\"worker\"")
          .contains("\"HostPort\":" + Account.hostPort(task))
          .contains("\"AvailabilityZone\":\"" + task.availabilityZone() + "\"");

      String state = environment.get("ECS_AGENT_URI") + "/task-protection/v1/state";
      assertThat(get(state).body()).contains("\"ProtectionEnabled\":false");
      assertThat(put(state, "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":5}").body())
          .contains("\"ProtectionEnabled\":true")
          .contains("ExpirationDate");
      assertThat(put(state, "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":2881}").statusCode())
          .isEqualTo(400);
      assertThat(put(state, "nonsense").statusCode()).isEqualTo(400);
      account.desired("worker", 0);
      assertThat(
              account
                  .ecs
                  .getTaskProtection(r -> r.cluster(Account.CLUSTER).tasks(task.taskArn()))
                  .protectedTasks()
                  .get(0)
                  .protectionEnabled())
          .isTrue();
      put(state, "{\"ProtectionEnabled\":false}");
      await().atMost(SOON).until(() -> account.running("worker").isEmpty());
    }
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> put(String url, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /**
   * With real processes: SIGTERM, then after the stop timeout SIGKILL, and the exit code says so.
   */
  @Test
  void aRealProcessGetsSigtermAndAfterItsStopTimeoutSigkill(@TempDir Path logs) throws IOException {
    ProcessTaskLauncher launcher = new ProcessTaskLauncher(logs);
    try (LocalAws aws = LocalAws.realTime(config(4), launcher)) {
      Account account = new Account(aws);
      aws.ecs()
          .registerTaskDefinition(
              r ->
                  r.family("stubborn")
                      .containerDefinitions(
                          ContainerDefinition.builder()
                              .name("app")
                              .image("app")
                              .memory(64)
                              .stopTimeout(2)
                              .environment(
                                  KeyValuePair.builder().name("WORD").value("stay").build())
                              .command(
                                  "sh",
                                  "-c",
                                  "trap 'echo $WORD' TERM; echo up; while :; do sleep 0.05; done")
                              .build()));
      account.service("stubborn", "stubborn", 1);
      await().atMost(SOON).until(() -> account.service("stubborn").runningCount() == 1);
      Task task = account.running("stubborn").get(0);
      String id = task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
      await().atMost(SOON).until(() -> launcher.log("stubborn", id).toFile().length() > 0);
      account.desired("stubborn", 0);
      await().atMost(SOON).until(() -> account.task(task.taskArn()).lastStatus().equals("STOPPED"));
      assertThat(account.task(task.taskArn()).containers().get(0).exitCode()).isEqualTo(137);
      assertThat(launcher.log("stubborn", id)).content().contains("up", "stay");
      assertThat(aws.events())
          .filteredOn(e -> e.subject().equals(id) && e.kind().startsWith("signal."))
          .extracting(LogEntry::kind)
          .containsExactly("signal.term", "signal.kill");
    }
  }
}
