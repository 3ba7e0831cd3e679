package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.Clients.Retry;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shed that meets a client which is still connecting: its calls wait, and succeed. */
class HandshakeTest {
  private static final Duration GRACE = Duration.ofSeconds(30);

  @ParameterizedTest(name = "tls={0} heldBack={1} retry={2}")
  @CsvSource({
    "true, server, DEFAULT",
    "true, server, CONFIGURED",
    "true, client, DEFAULT",
    "false, client, DEFAULT",
    "false, client, CONFIGURED"
  })
  void aClientShedWhileConnectingIsServedByAnotherConnection(
      boolean tls, String heldBack, Retry retry) throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, tls);
        Relay relay = new Relay(List.of(server.port()))) {
      if (heldBack.equals("server")) {
        relay.holdToClient();
      } else {
        relay.holdToServer();
      }
      ManagedChannel channel = Clients.channel(relay.port(), tls, retry);
      Future<String> call = Clients.begin(channel, EchoService.ECHO);
      server.until("connecting", () -> server.keeper.load().probes() == 1);
      if (heldBack.equals("server")) {
        server.until("its ClientHello came", () -> server.only().bytesIn() > 0);
      }
      server.shedOnly("o", server.only().id(), GRACE);
      server.until("marked", () -> server.only().shedding());
      assertThat(call.isDone()).isFalse();
      relay.release();

      assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("a");
      assertThat(Clients.echo(channel)).isEqualTo("a");
      server.until("the first one left", () -> server.keeper.connections().size() == 1);
      assertThat(server.only().id()).isEqualTo(2);
      assertThat(server.keeper.totals().shed()).isEqualTo(1);
      assertThat(server.keeper.totals().hardClosed()).isZero();
      channel.shutdownNow();
    }
  }

  @ParameterizedTest(name = "tls={0}")
  @CsvSource({"false", "true"})
  void aDrainThatComesWhileAClientConnectsSendsItOn(boolean tls) throws Exception {
    try (KeptServer drained = new KeptServer("drained", TestSettings.FAST, tls);
        KeptServer other = new KeptServer("other", TestSettings.FAST, tls);
        Relay relay = new Relay(List.of(drained.port()))) {
      relay.holdToServer();
      ManagedChannel channel = Clients.channel(relay.port(), tls, Retry.DEFAULT);
      Future<String> call = Clients.begin(channel, EchoService.ECHO);
      drained.until("connecting", () -> drained.keeper.load().probes() == 1);
      drained.drainAndShed("o", GRACE);
      drained.until("order done", () -> drained.keeper.converging().contains("shed o: 0 told"));
      relay.targets(List.of(other.port()));
      relay.release();

      assertThat(call.get(20, TimeUnit.SECONDS)).isIn("drained", "other");
      drained.until("sent on", () -> drained.keeper.connections().isEmpty());
      assertThat(Clients.echo(channel)).isEqualTo("other");
      assertThat(drained.keeper.totals().bounced()).isEqualTo(1);
      channel.shutdownNow();
    }
  }
}
