package dev.tidegate.localaws.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of a Network Load Balancer sees, with real sockets. */
class DataPlaneTest {

  private static final String LISTENER = "listener";
  private static final String GROUP = "group";
  private static final String ZONE_A = "eu-west-1a";
  private static final String ZONE_B = "eu-west-1b";
  private static final Duration SOON = Duration.ofSeconds(15);

  private final AtomicLong skippedNanos = new AtomicLong();
  private final DataPlane plane = new DataPlane(7, () -> System.nanoTime() + skippedNanos.get());
  private final EchoServer a = new EchoServer(0, 'a');
  private final EchoServer b = new EchoServer(0, 'b');
  private final List<TestClient> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (TestClient client : clients) {
      client.close();
    }
    plane.close();
    a.close();
    b.close();
  }

  private static TargetKey key(EchoServer server) {
    return new TargetKey("i-" + server.port(), server.port());
  }

  private void route(EchoServer... servers) {
    route(true, servers);
  }

  private void route(boolean crossZone, EchoServer... servers) {
    List<RouteTable.Route> routes = new ArrayList<>();
    for (EchoServer server : servers) {
      routes.add(new RouteTable.Route(GROUP, key(server), server == a ? ZONE_A : ZONE_B));
    }
    plane.route(
        new RouteTable(
            LISTENER,
            350,
            List.of(ZONE_A, ZONE_B),
            List.of(new RouteTable.Group(GROUP, 1, crossZone, routes))));
  }

  private TestClient connect() throws IOException {
    TestClient client = new TestClient(plane.listenAddress(LISTENER));
    clients.add(client);
    return client;
  }

  private FlowRecord flowOf(TestClient client) {
    return plane.flows().stream()
        .filter(f -> f.client().getPort() == client.socket.getLocalPort())
        .findFirst()
        .orElseThrow();
  }

  /** "How Elastic Load Balancing works": one connection, one target, for its life. */
  @Test
  void aFlowStaysWithItsTargetWhateverTheRoutesBecome() throws IOException {
    route(a, b);
    for (int i = 0; i < 60; i++) {
      connect();
    }
    assertThat(clients).extracting(c -> c.server).contains('a', 'b');
    route(a);
    route(b);
    for (TestClient client : clients) {
      assertThat(client.echoes()).isTrue();
      assertThat(flowOf(client).target()).isEqualTo(client.server == 'a' ? key(a) : key(b));
    }
    assertThat(connect().server).isEqualTo('b');
  }

  /** A reconnect has a new source port, so it falls on any target, the old one included. */
  @Test
  void reconnectsFallOnAllTargets() throws IOException {
    route(a, b);
    Map<Character, Long> counts = new java.util.HashMap<>();
    for (int i = 0; i < 400; i++) {
      try (TestClient client = new TestClient(plane.listenAddress(LISTENER))) {
        counts.merge(client.server, 1L, Long::sum);
      }
    }
    assertThat(counts.get('a')).isBetween(140L, 260L);
    assertThat(counts.get('b')).isBetween(140L, 260L);
  }

  /** A target that left the routes keeps its flows; only new ones go elsewhere. */
  @Test
  void aTargetThatLeftTheRoutesKeepsItsFlows() throws IOException {
    route(a);
    TestClient old = connect();
    route(b);
    for (int i = 0; i < 20; i++) {
      assertThat(connect().server).isEqualTo('b');
    }
    assertThat(old.echoes()).isTrue();
  }

  /** A dead target's flows are reset. */
  @Test
  void aDeadTargetResetsItsClients() throws IOException {
    route(a);
    TestClient client = connect();
    a.die();
    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(flowOf(client).end()).isEqualTo(FlowEnd.TARGET_RESET));
  }

  /** A client that vanishes is passed on to the target as a reset. */
  @Test
  void aClientResetReachesTheTarget() throws IOException {
    route(a);
    TestClient client = connect();
    assertThat(a.connections()).isEqualTo(1);
    client.abort();
    await().atMost(SOON).until(() -> a.connections() == 0);
    assertThat(plane.flows().get(0).end()).isEqualTo(FlowEnd.CLIENT_RESET);
  }

  /** RST to the flows of one target, as for an unhealthy one. */
  @Test
  void aResetEndsTheFlowsOfOneTargetOnly() throws IOException {
    route(a);
    TestClient first = connect();
    route(b);
    TestClient second = connect();
    plane.reset(GROUP, key(a));
    assertThatThrownBy(first::read).isInstanceOf(SocketException.class);
    assertThat(second.echoes()).isTrue();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(flowOf(first).end()).isEqualTo(FlowEnd.BALANCER_RESET));
  }

  /** No eligible target, or one that refuses: the client is reset. */
  @Test
  void aFlowWithoutAReachableTargetIsReset() throws IOException {
    route();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    route(a);
    a.die();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(plane.flows())
                    .extracting(FlowRecord::end)
                    .containsExactly(FlowEnd.NO_TARGET, FlowEnd.CONNECT_FAILED));
  }

  /** "Update the TCP idle timeout": after 350 s of silence the next packet gets RST. */
  @Test
  void thePacketAfterTheIdleTimeoutIsAnsweredByAReset() throws IOException {
    route(a);
    TestClient client = connect();
    skippedNanos.addAndGet(Duration.ofSeconds(340).toNanos());
    assertThat(client.echoes()).isTrue();
    skippedNanos.addAndGet(Duration.ofSeconds(351).toNanos());
    assertThatThrownBy(client::echoes).isInstanceOf(SocketException.class);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(flowOf(client).end()).isEqualTo(FlowEnd.IDLE));
  }

  /** With cross-zone off an address reaches its own zone only; the name leads to either. */
  @Test
  void eachZonesAddressReachesItsOwnTargets() throws IOException {
    route(false, a, b);
    Map<String, InetSocketAddress> addresses = plane.listenAddresses(LISTENER);
    for (int i = 0; i < 10; i++) {
      try (TestClient inA = new TestClient(addresses.get(ZONE_A));
          TestClient inB = new TestClient(addresses.get(ZONE_B))) {
        assertThat(inA.server).isEqualTo('a');
        assertThat(inB.server).isEqualTo('b');
      }
    }
    for (int i = 0; i < 40; i++) {
      connect();
    }
    assertThat(clients).extracting(c -> c.server).contains('a', 'b');
  }

  /** One side may finish first; what is under way in the other direction still arrives. */
  @Test
  void aHalfClosedFlowStillCarriesTheAnswer() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      CompletableFuture<Integer> received = answerAfterEnd(server);
      TargetKey key = new TargetKey("i-x", server.getLocalPort());
      plane.route(
          new RouteTable(
              LISTENER,
              350,
              List.of(ZONE_A),
              List.of(
                  new RouteTable.Group(
                      GROUP, 1, true, List.of(new RouteTable.Route(GROUP, key, ZONE_A))))));
      try (Socket client = new Socket()) {
        client.connect(plane.listenAddress(LISTENER));
        client.getOutputStream().write(new byte[5_000_000]);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).hasSize(3_000_000);
      }
      assertThat(received.get()).isEqualTo(5_000_000);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              FlowRecord flow = plane.flows().get(0);
              assertThat(flow.end()).isEqualTo(FlowEnd.CLOSED);
              assertThat(flow.bytesToTarget()).isEqualTo(5_000_000);
              assertThat(flow.bytesToClient()).isEqualTo(3_000_000);
            });
  }

  private static CompletableFuture<Integer> answerAfterEnd(ServerSocket server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket accepted = server.accept()) {
            int count = accepted.getInputStream().readAllBytes().length;
            accepted.getOutputStream().write(new byte[3_000_000]);
            accepted.shutdownOutput();
            return count;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  /** A slow reader slows the sender down instead of filling memory, and loses nothing. */
  @Test
  void aSlowReaderGetsEveryByteInOrder()
      throws IOException, InterruptedException, ExecutionException {
    route(a);
    TestClient client = connect();
    byte[] data = new byte[16_000_000];
    new java.util.Random(3).nextBytes(data);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                client.socket.getOutputStream().write(data);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    InputStream in = client.socket.getInputStream();
    CRC32 got = new CRC32();
    got.update(in.readNBytes(data.length));
    sending.get();
    CRC32 wanted = new CRC32();
    wanted.update(data);
    assertThat(got.getValue()).isEqualTo(wanted.getValue());
  }

  /** Thousands of flows at once, spread over the targets, each counted. */
  @Test
  void thousandsOfFlowsAreCarriedAtOnce() throws IOException {
    route(a, b);
    for (int i = 0; i < 2_000; i++) {
      connect();
    }
    for (TestClient client : clients) {
      assertThat(client.echoes()).isTrue();
    }
    List<FlowRecord> open = plane.flows().stream().filter(FlowRecord::open).toList();
    assertThat(open).hasSize(2_000).allMatch(f -> f.bytesToTarget() == 1 && f.bytesToClient() == 2);
    Map<TargetKey, Long> spread =
        open.stream().collect(Collectors.groupingBy(FlowRecord::target, Collectors.counting()));
    assertThat(spread.values()).allMatch(n -> n > 850);
    assertThat(a.connections() + b.connections()).isEqualTo(2_000);
  }

  /** A probe tells a port that accepts from one that does not. */
  @Test
  void aProbePassesOnlyWhereSomebodyListens() throws Exception {
    CompletableFuture<Boolean> alive = new CompletableFuture<>();
    plane.probe(key(a), a.port(), 5, alive::complete);
    assertThat(alive.get()).isTrue();
    a.die();
    CompletableFuture<Boolean> dead = new CompletableFuture<>();
    plane.probe(key(a), a.port(), 5, dead::complete);
    assertThat(dead.get()).isFalse();
  }
}
