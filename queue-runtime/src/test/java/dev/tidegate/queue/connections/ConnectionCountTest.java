package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.queue.connections.Clients.Chat;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionCountTest {

  @ParameterizedTest(name = "tls={0} sockets={1}")
  @CsvSource({"false, AUTO", "true, AUTO", "false, NIO", "true, NIO"})
  void aConnectionIsSeenWithItsCallsBytesAndNames(boolean tls, KeeperSettings.Transport transport)
      throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST.withTransport(transport), tls)) {
      ManagedChannel channel = Clients.channel(server);
      for (int i = 0; i < 10; i++) {
        ClientCalls.blockingUnaryCall(
            ClientInterceptors.intercept(channel, Clients.headers("tidegate-client", "billing-7")),
            EchoService.ECHO,
            CallOptions.DEFAULT,
            "hello");
      }
      Chat chat = Clients.chat(channel);
      assertThat(chat.say("hi")).isEqualTo("a:hi");
      server.until("rate", () -> server.only().rpcPerSecond() > 0);

      ConnectionView view = server.only();
      assertThat(view.connectionClass()).isEqualTo(ConnectionClass.CLIENT);
      assertThat(view.peer()).startsWith("127.0.0.1:");
      assertThat(view.client()).isEqualTo("billing-7");
      assertThat(view.userAgent()).startsWith("grpc-java-netty/");
      assertThat(view.rpcTotal()).isEqualTo(11);
      assertThat(view.openStreams()).isEqualTo(1);
      assertThat(view.canResume()).isFalse();
      assertThat(view.bytesIn()).isGreaterThan(300);
      assertThat(view.bytesOut()).isGreaterThan(300);
      assertThat(view.shedding()).isFalse();
      assertThat(server.keeper.load().openStreams()).isEqualTo(1);
      assertThat(server.keeper.load().rpcPerSecond()).isPositive();
      chat.end();
      assertThat(chat.hear()).isEqualTo("completed");
      server.until("closed", () -> server.only().openStreams() == 0);
      server.until("rate decays", () -> server.keeper.load().rpcPerSecond() < 0.5);

      channel.shutdownNow();
      server.until("gone", () -> server.keeper.connections().isEmpty());
      assertThat(server.keeper.load().clientConnections()).isZero();
      assertThat(server.keeper.recentAccepts())
          .singleElement()
          .satisfies(accepted -> assertThat(accepted.client()).isEqualTo("billing-7"));
    }
  }

  @Test
  void callsToUnknownMethodsAreCountedAndClosed() throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, false)) {
      ManagedChannel channel = Clients.channel(server);
      assertThatThrownBy(
              () ->
                  ClientCalls.blockingUnaryCall(
                      channel, EchoService.UNKNOWN, CallOptions.DEFAULT, "x"))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNIMPLEMENTED");
      server.until("closed", () -> server.only().openStreams() == 0);
      assertThat(server.only().rpcTotal()).isEqualTo(1);
      channel.shutdownNow();
    }
  }

  @Test
  void aProvenIdentityIsShown() {
    try (KeptServer server =
        new KeptServer("a", TestSettings.FAST, TestCertificate.mutualServer(), true)) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port(), TestCertificate.mutualClient())
              .build();
      Clients.echo(channel);
      assertThat(server.only().tlsIdentity()).isEqualTo("CN=localhost");
      channel.shutdownNow();
    }
  }

  @ParameterizedTest(name = "tls={0}")
  @CsvSource({"false", "true"})
  void aTcpCheckThatSendsNothingIsAProbe(boolean tls) throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, tls)) {
      server.cap(0);
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        server.until("seen", () -> server.keeper.load().probes() == 1);
        ConnectionView view = server.only();
        assertThat(view.peer()).isEqualTo("127.0.0.1:" + probe.getLocalPort());
        assertThat(view.connectionClass()).isEqualTo(ConnectionClass.PROBE);
        assertThat(server.keeper.load().clientConnections()).isZero();
        assertThat(server.keeper.totals().accepted()).isZero();
        assertThat(server.keeper.totals().opened()).isEqualTo(1);
        assertThat(server.keeper.recentAccepts()).isEmpty();
        server.shedAll("o", java.time.Duration.ofMillis(1));
        server.until("done", () -> server.keeper.converging().endsWith("shed o: 0 told to leave"));
      }
      server.until("gone", () -> server.keeper.load().probes() == 0);
      assertThat(server.keeper.totals().bounced()).isZero();
      assertThat(server.keeper.totals().hardClosed()).isZero();
    }
  }

  @Test
  void sixteenAcceptsAreRememberedNewestFirst() throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, false)) {
      for (int i = 0; i < 20; i++) {
        ManagedChannel channel = Clients.channel(server);
        Clients.echo(channel);
        channel.shutdownNow();
      }
      List<Long> ids = server.keeper.recentAccepts().stream().map(AcceptedView::id).toList();
      assertThat(ids).hasSize(16).startsWith(20L).endsWith(5L);
    }
  }

  @Test
  void connectionsBeyondTheBoundAreCutAndCounted() throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST.withMaxConnections(2), false)) {
      try (Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port());
          Socket second = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        server.until("both are there", () -> server.keeper.load().probes() == 2);
        try (RawHttp2 third = new RawHttp2(server.port())) {
          assertThatThrownBy(() -> third.hello().next(RawHttp2.PING))
              .isInstanceOf(java.io.IOException.class);
        }
        assertThat(server.keeper.totals().refused()).isEqualTo(1);
        assertThat(first.isConnected() && second.isConnected()).isTrue();
      }
      server.until("room again", () -> server.keeper.load().probes() == 0);
      ManagedChannel channel = Clients.channel(server);
      assertThat(Clients.echo(channel)).isEqualTo("a");
      channel.shutdownNow();
    }
  }

  @Test
  void aKeeperIsInstalledOnce() {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, false)) {
      assertThatThrownBy(() -> server.keeper.install(NettyServerBuilder.forPort(0)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClosedKeeperLeavesNoThreadBehind() {
    java.util.Set<Thread> before = Thread.getAllStackTraces().keySet();
    KeptServer server = new KeptServer("a", TestSettings.FAST, false);
    Clients.channel(server).shutdownNow();
    server.close();
    server.until(
        "its threads ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(
                    thread ->
                        thread.getName().startsWith("tidegate-io")
                            || thread.getName().startsWith("tidegate-accept")));
  }
}
