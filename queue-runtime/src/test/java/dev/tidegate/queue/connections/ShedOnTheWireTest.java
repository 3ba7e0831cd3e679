package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a shed connection is sent, frame by frame, in the cases where it once went wrong. */
class ShedOnTheWireTest {
  private static final String FIRST = "2147483647 0 ";
  private static final String LAST = "0 0 app_requested";

  /** gRPC takes nothing shorter. */
  private static final Duration AGE = Duration.ofSeconds(1);

  private static final Duration GRACE = Duration.ofSeconds(30);

  private KeptServer server = new KeptServer("a", TestSettings.FAST, false);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aShedIsOneGoAwayWithItsReasonThenTheLastStreamOnceThePingIsAnswered() throws Exception {
    try (RawHttp2 client = ready()) {
      server.shedAll("o", GRACE);
      assertThat(client.next(RawHttp2.GOAWAY).goAway()).isEqualTo(FIRST + "moved by order o");
      client.ackPing(client.next(RawHttp2.PING));
      assertThat(client.goAwaysToTheEnd(true)).containsExactly(LAST);
    }
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void whatAClientStillWritesAfterTheLastGoAwayMeetsNoReset() throws Exception {
    try (RawHttp2 client = ready()) {
      server.shedAll("o", GRACE);
      assertThat(client.goAwaysToTheEnd(true)).hasSize(2);
      // The server has ended its side. Against a closed socket the second write would fail.
      long before = server.only().bytesIn();
      for (int i = 1; i <= 3; i++) {
        client.ackPing(new RawHttp2.Frame(RawHttp2.PING, 0, new byte[8]));
        long expected = before + 17L * i;
        server.until("read and dropped", () -> server.only().bytesIn() == expected);
      }
    }
    server.until("gone", () -> server.keeper.connections().isEmpty());
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void aClientThatNeverClosesItsSideIsClosedAfterTheLinger() throws Exception {
    try (RawHttp2 client = ready()) {
      server.shedAll("o", Duration.ofMillis(300));
      assertThat(client.goAwaysToTheEnd(true)).hasSize(2);
      server.until("gone", () -> server.keeper.connections().isEmpty());
    }
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void aConnectionShedTwiceGetsNoSecondGoAway() throws Exception {
    try (RawHttp2 client = ready()) {
      long id = server.only().id();
      server.shedAll("first", GRACE);
      RawHttp2.Frame goAway = client.next(RawHttp2.GOAWAY);
      RawHttp2.Frame ping = client.next(RawHttp2.PING);
      server.shedOnly("second", id, GRACE);
      server.until("looked at", () -> server.keeper.converging().contains("shed second: 0 told"));
      server.keeper.closeAll(GRACE, "third");
      client.ackPing(ping);
      assertThat(goAway.goAway()).isEqualTo(FIRST + "moved by order first");
      assertThat(client.goAwaysToTheEnd(true)).containsExactly(LAST);
    }
    assertThat(server.keeper.totals().shed()).isEqualTo(1);
  }

  @Test
  void aServerShutdownAfterAShedSendsNoSecondGoAway() throws Exception {
    try (RawHttp2 client = ready()) {
      server.shedAll("o", GRACE);
      RawHttp2.Frame ping = client.next(RawHttp2.PING);
      server.server.shutdown();
      client.ackPing(ping);
      assertThat(client.goAwaysToTheEnd(true)).containsExactly(LAST);
    }
  }

  @Test
  void aShedAfterAServerShutdownSendsNoSecondGoAway() throws Exception {
    try (RawHttp2 client = ready()) {
      server.server.shutdown();
      RawHttp2.Frame ping = client.next(RawHttp2.PING);
      server.shedAll("o", GRACE);
      server.until("told", () -> server.keeper.totals().shed() == 1);
      client.ackPing(ping);
      assertThat(client.goAwaysToTheEnd(true)).containsExactly(LAST);
    }
  }

  @Test
  void aConnectionShedBeforeThePrefaceIsToldOnceItHasSpoken() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      server.until("accepted", () -> server.keeper.load().probes() == 1);
      server.shedOnly("o", server.only().id(), GRACE);
      server.until("marked", () -> server.only().shedding());
      assertThat(server.only().connectionClass()).isEqualTo(ConnectionClass.PROBE);
      client.hello();
      assertThat(client.goAwaysToTheEnd(true)).containsExactly(FIRST + "named", LAST);
    }
    assertThat(server.keeper.totals().shed()).isEqualTo(1);
  }

  @Test
  void whoNeverSpeaksIsCutAtTheDeadline() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      server.until("accepted", () -> server.keeper.load().probes() == 1);
      server.shedOnly("o", server.only().id(), Duration.ofMillis(200));
      assertThat(client.goAwaysToTheEnd(true)).isEmpty();
    }
    assertThat(server.keeper.totals().hardClosed()).isEqualTo(1);
  }

  @Test
  void aClientThatNeverAnswersIsCutAtTheDeadlineAndCounted() throws Exception {
    try (RawHttp2 client = ready()) {
      server.shedAll("o", Duration.ofMillis(300));
      assertThat(client.goAwaysToTheEnd(false)).containsExactly(FIRST + "moved by order o");
    }
    server.until("counted", () -> server.keeper.totals().hardClosed() == 1);
    server.until("gone", () -> server.keeper.connections().isEmpty());
  }

  @Test
  void aClientThatNeverAnswersIsLetGoByGrpcAfterTenSecondsWhenTheGraceIsLonger() throws Exception {
    try (RawHttp2 client = ready()) {
      long begun = System.nanoTime();
      server.shedAll("o", GRACE);
      assertThat(client.goAwaysToTheEnd(false)).containsExactly(FIRST + "moved by order o", LAST);
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(14));
    }
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void aDrainAnswersEachNewcomerWithAGoAway() throws Exception {
    server.drain();
    for (int i = 0; i < 3; i++) {
      try (RawHttp2 client = new RawHttp2(server.port()).hello()) {
        assertThat(client.goAwaysToTheEnd(true)).containsExactly(FIRST + "draining", LAST);
      }
    }
    assertThat(server.keeper.totals().bounced()).isEqualTo(3);
    assertThat(server.keeper.totals().shed()).isZero();
    server.serve();
    RawHttp2 welcome = ready();
    assertThat(server.only().shedding()).isFalse();
    welcome.close();
  }

  @Test
  void aDrainServesForAWhileWhoComesTooOften() throws Exception {
    BounceSettings one =
        new BounceSettings(1, 0, 1, 0, Duration.ofMillis(400), Duration.ofSeconds(30));
    restart(TestSettings.FAST.withBounce(one));
    server.drain();
    try (RawHttp2 first = new RawHttp2(server.port()).hello()) {
      assertThat(first.goAwaysToTheEnd(true)).hasSize(2);
    }
    try (RawHttp2 second = ready()) {
      long begun = System.nanoTime();
      assertThat(server.only().shedding()).isFalse();
      assertThat(second.goAwaysToTheEnd(true)).containsExactly(FIRST + "draining", LAST);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(100));
    }
  }

  @Test
  void aDrainTakenBackLeavesThosePausedAlone() throws Exception {
    BounceSettings none =
        new BounceSettings(0, 0, 0, 0, Duration.ofMillis(200), Duration.ofSeconds(30));
    restart(TestSettings.FAST.withBounce(none));
    server.drain();
    RawHttp2 client = ready();
    server.serve();
    server.until("the pause is over", () -> oldest().age().toMillis() > 600);
    assertThat(oldest().shedding()).isFalse();
    client.close();
  }

  @Test
  void withinMillisecondsOfTheMaximumAgeThereIsOneGoAwayAndNeverAnother() throws Exception {
    int byKeeper = 0;
    int byAge = 0;
    // Ages are jittered by a tenth, so a round mostly has both; a stalled machine may need another.
    for (int round = 0; round < 5 && (byKeeper == 0 || byAge == 0); round++) {
      restart(
          TestSettings.FAST.withKeepalive(
              KeepaliveSettings.DEFAULT.withMaxAge(AGE, Duration.ofSeconds(5))));
      for (List<String> goAways : shedAllAtTheirAge(30)) {
        assertThat(goAways).hasSize(2).first().asString().startsWith(FIRST);
        assertThat(goAways.get(1)).startsWith("0 0 ");
        boolean keeper = goAways.get(0).contains("moved by order o");
        byKeeper += keeper ? 1 : 0;
        byAge += keeper ? 0 : 1;
      }
    }
    assertThat(byKeeper).as("told by the keeper").isPositive();
    assertThat(byAge).as("told by age").isPositive();
  }

  private List<List<String>> shedAllAtTheirAge(int count) throws IOException {
    List<RawHttp2> clients = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        clients.add(new RawHttp2(server.port()).hello());
      }
      server.until("they are of age", () -> oldest().age().compareTo(AGE) >= 0);
      server.shedAll("o", GRACE);
      List<List<String>> seen = new ArrayList<>();
      for (RawHttp2 client : clients) {
        seen.add(client.goAwaysToTheEnd(true));
      }
      return seen;
    } finally {
      for (RawHttp2 client : clients) {
        client.close();
      }
    }
  }

  private ConnectionView oldest() {
    return server.keeper.connections().stream()
        .min(java.util.Comparator.comparingLong(ConnectionView::id))
        .orElseThrow();
  }

  private RawHttp2 ready() throws IOException {
    long before = server.keeper.totals().accepted();
    RawHttp2 client = new RawHttp2(server.port()).hello();
    server.until("ready", () -> server.keeper.totals().accepted() > before);
    return client;
  }

  private void restart(KeeperSettings settings) {
    server.close();
    server = new KeptServer("a", settings, false);
  }
}
