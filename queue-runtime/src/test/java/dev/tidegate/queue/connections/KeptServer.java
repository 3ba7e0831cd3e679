package dev.tidegate.queue.connections;

import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A real server on a free loopback port with a keeper installed. */
final class KeptServer implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(20L * TestSettings.SOAK);

  final ConnectionKeeper keeper;
  final EchoService service;
  final Server server;
  final boolean tls;

  KeptServer(String name, KeeperSettings settings, boolean tls) {
    this(name, settings, tls ? TestCertificate.server() : InsecureServerCredentials.create(), tls);
  }

  KeptServer(
      String name, KeeperSettings settings, io.grpc.ServerCredentials credentials, boolean tls) {
    this.tls = tls;
    keeper = new ConnectionKeeper(settings, System::nanoTime, new SplittableRandom(7));
    service = new EchoService(name);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials);
    try {
      server = keeper.install(builder).addService(service.definition()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  void serve() {
    keeper.converge(KeeperGoal.SERVE);
  }

  void shed(ShedOrder order) {
    keeper.converge(new KeeperGoal(KeeperGoal.Mode.SERVE, OptionalInt.empty(), Optional.of(order)));
  }

  void shedAll(String id, Duration grace) {
    shed(ShedOrder.all(id, 10_000, grace, "moved by order " + id));
  }

  void shedOnly(String id, long connection, Duration grace) {
    shed(new ShedOrder(id, ShedOrder.ALL, 10_000, grace, List.of(connection), "named"));
  }

  void drain() {
    keeper.converge(new KeeperGoal(KeeperGoal.Mode.DRAIN, OptionalInt.empty(), Optional.empty()));
  }

  void drainAndShed(String id, Duration grace) {
    keeper.converge(
        new KeeperGoal(
            KeeperGoal.Mode.DRAIN,
            OptionalInt.empty(),
            Optional.of(ShedOrder.all(id, 10_000, grace, "moved by order " + id))));
  }

  void cap(int cap) {
    keeper.converge(new KeeperGoal(KeeperGoal.Mode.SERVE, OptionalInt.of(cap), Optional.empty()));
  }

  /** Clients that were not told to leave. */
  long staying() {
    return count(view -> view.connectionClass() == ConnectionClass.CLIENT && !view.shedding());
  }

  long count(Predicate<ConnectionView> which) {
    return keeper.connections().stream().filter(which).count();
  }

  ConnectionView only() {
    List<ConnectionView> all = keeper.connections();
    if (all.size() != 1) {
      throw new AssertionError("expected one connection: " + all);
    }
    return all.get(0);
  }

  void until(String what, BooleanSupplier holds) {
    await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(5)).until(holds::getAsBoolean);
  }

  @Override
  public void close() {
    service.slowMayEnd.countDown();
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the server did not terminate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      keeper.close();
    }
  }
}
