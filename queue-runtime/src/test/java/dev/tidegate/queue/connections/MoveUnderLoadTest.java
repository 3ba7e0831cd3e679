package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.Clients.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounces, drains, age limits and stops, each with live calls on every connection. */
class MoveUnderLoadTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** gRPC takes nothing shorter. */
  private static final Duration AGE = Duration.ofSeconds(1);

  private static final int BOUNCES = 150 * TestSettings.SOAK;
  private static final BounceSettings GENEROUS =
      new BounceSettings(BOUNCES, 0, BOUNCES, 0, Duration.ofMillis(300), GRACE);

  @ParameterizedTest(name = "tls={0} retry={1}")
  @CsvSource({
    "false, DEFAULT",
    "true, DEFAULT",
    "false, CONFIGURED",
    "true, CONFIGURED",
    "false, OFF"
  })
  void noCallFailsWhileNewcomersAreBouncedAboveTheCap(boolean tls, Retry retry) throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST.withBounce(GENEROUS), tls)) {
      server.cap(4);
      try (LoadClients load = new LoadClients(8, 4, server.port(), tls, retry)) {
        server.until("the budget is used up", () -> server.keeper.totals().bounced() == BOUNCES);
        server.until("whoever is left is kept", () -> server.staying() == 8);
        assertThat(server.keeper.converging()).contains("cap 4 exceeded by 4");
        load.stop();
        verdict("bounced " + BOUNCES + " times", load, retry, tls);
        assertThat(server.keeper.totals().hardClosed()).isZero();
      }
    }
  }

  @ParameterizedTest(name = "tls={0} retry={1}")
  @CsvSource({"false, DEFAULT", "true, DEFAULT", "false, CONFIGURED", "false, OFF"})
  void noCallFailsWithinMillisecondsOfTheMaximumAge(boolean tls, Retry retry) throws Exception {
    KeeperSettings settings =
        TestSettings.FAST.withKeepalive(KeepaliveSettings.DEFAULT.withMaxAge(AGE, GRACE));
    int clients = 24;
    try (KeptServer server = new KeptServer("a", settings, tls);
        LoadClients load = new LoadClients(clients, 1, server.port(), tls, retry)) {
      // Ages are jittered by a tenth: when age has ended the first few, the rest is close to it.
      for (int round = 0; round < 2 * TestSettings.SOAK; round++) {
        String order = "order-" + round;
        long shedBefore = server.keeper.totals().shed();
        long endedBefore = endedByAge(server);
        server.until("age ended some", () -> endedByAge(server) >= endedBefore + 2);
        server.until("some stay", () -> server.staying() > 0);
        server.shedAll(order, GRACE);
        server.until("told", () -> server.keeper.totals().shed() > shedBefore);
      }
      load.stop();
      System.out.printf(
          "told by the keeper %d, by age %d%n", server.keeper.totals().shed(), endedByAge(server));
      verdict("shed near their age", load, retry, tls);
    }
  }

  @ParameterizedTest(name = "tls={0} retry={1}")
  @CsvSource({"false, DEFAULT", "true, DEFAULT", "false, CONFIGURED"})
  void aDrainedServerEmptiesIntoTheOtherWithoutAFailedCall(boolean tls, Retry retry)
      throws Exception {
    try (KeptServer drained = new KeptServer("drained", TestSettings.FAST, tls);
        KeptServer other = new KeptServer("other", TestSettings.FAST, tls);
        Relay balancer = new Relay(List.of(drained.port()));
        LoadClients load = new LoadClients(8, 2, balancer.port(), tls, retry)) {
      drained.until("loaded", () -> drained.staying() == 8);
      // The balancer has not noticed yet: it goes on sending half of them back.
      balancer.targets(List.of(drained.port(), other.port()));
      drained.drainAndShed("o", GRACE);
      drained.until("emptied", () -> drained.keeper.connections().isEmpty());
      other.until("arrived", () -> other.staying() == 8);
      load.stop();
      verdict("drained", load, retry, tls);
      assertThat(load.answersBy("other")).isPositive();
      assertThat(drained.keeper.totals().hardClosed()).isZero();
    }
  }

  @ParameterizedTest(name = "tls={0} retry={1}")
  @CsvSource({"false, DEFAULT", "true, CONFIGURED"})
  void capAndShedBalanceTwoServersWithoutAFailedCall(boolean tls, Retry retry) throws Exception {
    int clients = 24;
    KeeperSettings settings = TestSettings.FAST;
    try (KeptServer full = new KeptServer("full", settings, tls);
        KeptServer empty = new KeptServer("empty", settings, tls);
        Relay balancer = new Relay(List.of(full.port()));
        LoadClients load = new LoadClients(clients, 1, balancer.port(), tls, retry)) {
      full.until("loaded", () -> full.staying() == clients);
      balancer.targets(List.of(full.port(), empty.port()));
      KeeperGoal half =
          new KeeperGoal(
              KeeperGoal.Mode.SERVE,
              OptionalInt.of(clients / 2),
              Optional.of(
                  new ShedOrder("half", clients / 2, 100, GRACE, List.of(), "rebalancing")));
      full.keeper.converge(half);
      full.until("balanced", () -> full.staying() == 12 && empty.staying() == 12);
      load.stop();
      verdict("rebalanced", load, retry, tls);
      int attempts = balancer.connections.get() - clients;
      System.out.printf(
          "rebalanced 24:0 to 12:12 with %d reconnects, %d bounces%n",
          attempts, full.keeper.totals().bounced());
      assertThat(attempts).isLessThanOrEqualTo(clients * 13 / 10);
    }
  }

  @ParameterizedTest(name = "tls={0} retry={1}")
  @CsvSource({"false, DEFAULT", "true, DEFAULT", "false, CONFIGURED"})
  void aServerStopsInOrderWithoutAFailedCall(boolean tls, Retry retry) throws Exception {
    try (KeptServer stopping = new KeptServer("stopping", TestSettings.FAST, tls);
        KeptServer other = new KeptServer("other", TestSettings.FAST, tls);
        Relay balancer = new Relay(List.of(stopping.port()));
        LoadClients load = new LoadClients(8, 2, balancer.port(), tls, retry)) {
      stopping.until("loaded", () -> stopping.staying() == 8);
      // The balancer lags: it still sends half of the newcomers here while the listener is open.
      balancer.targets(List.of(stopping.port(), other.port()));
      Thread lag =
          new Thread(
              () -> {
                other.until("some arrived", () -> other.staying() >= 1);
                other.until("emptied", () -> stopping.keeper.connections().isEmpty());
                balancer.targets(List.of(other.port()));
              });
      lag.start();
      long begun = System.nanoTime();
      boolean clean =
          GracefulStop.run(
              stopping.keeper, stopping.server, Duration.ofSeconds(2), GRACE, "task stops");
      assertThat(clean).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(9));
      lag.join(20_000);
      other.until("all moved", () -> other.staying() == 8);
      assertThat(stopping.server.isTerminated()).isTrue();
      load.stop();
      verdict("stopped", load, retry, tls);
    }
  }

  /** Connections that are gone and were not told by the keeper. */
  private static long endedByAge(KeptServer server) {
    long open = server.count(view -> view.connectionClass() == ConnectionClass.CLIENT);
    long leaving = server.count(ConnectionView::shedding);
    KeeperTotals totals = server.keeper.totals();
    return totals.accepted() - open - (totals.shed() - leaving);
  }

  private static void verdict(String what, LoadClients load, Retry retry, boolean tls) {
    System.out.printf(
        "%s, retry %s, tls=%s: %d of %d calls failed %s%n",
        what, retry, tls, load.failed(), load.failed() + load.succeeded(), load.failures());
    assertThat(load.succeeded()).isPositive();
    if (retry != Retry.OFF) {
      assertThat(load.failures()).isEmpty();
    }
  }
}
