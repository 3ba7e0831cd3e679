package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.Clients.Chat;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are open while their connection is told to leave. */
@ParameterizedClass(name = "tls={0}")
@ValueSource(booleans = {false, true})
class ShedStreamsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final KeptServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  ShedStreamsTest(boolean tls) {
    server = new KeptServer("a", TestSettings.FAST, tls);
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }

  @Test
  void anOpenStreamGoesOnWhileNewCallsUseAnotherConnection() throws Exception {
    ManagedChannel channel = channel();
    Chat chat = Clients.chat(channel);
    chat.say("one");
    server.shedAll("o", LONG);
    server.until("told", () -> server.only().shedding());
    // Until the client has heard of it, calls still go the old way.
    server.until(
        "a call goes another way",
        () -> Clients.echo(channel).equals("a") && server.keeper.connections().size() == 2);
    assertThat(chat.say("two")).isEqualTo("a:two");
    chat.end();
    assertThat(chat.hear()).isEqualTo("completed");
    server.until("only the new one is left", () -> server.keeper.connections().size() == 1);
    assertThat(server.only().shedding()).isFalse();
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void aStreamStillOpenAtItsGraceIsCutAndCounted() throws Exception {
    Chat chat = Clients.chat(channel());
    chat.say("one");
    long begun = System.nanoTime();
    server.shedAll("o", Duration.ofMillis(500));
    assertThat(chat.hear()).isEqualTo("error UNAVAILABLE");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
    server.until("counted", () -> server.keeper.totals().hardClosed() == 1);
    server.until("gone", () -> server.keeper.connections().isEmpty());
  }

  @Test
  void aLongUnaryCallEndsWithinItsGrace() throws Exception {
    Future<String> call = Clients.begin(channel(), EchoService.SLOW);
    server.until("under way", () -> server.service.slowWaiting.get() == 1);
    server.shed(order("o", 1, LONG));
    server.until("told", () -> server.only().shedding());
    server.service.slowMayEnd.countDown();
    assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("a");
    server.until("gone", () -> server.keeper.connections().isEmpty());
    assertThat(server.keeper.totals().hardClosed()).isZero();
  }

  @Test
  void idleConnectionsGoFirstAndStreamsThatCannotResumeStay() throws Exception {
    Chat fixed = Clients.chat(channel());
    fixed.say("hi");
    Chat byHeader = Clients.chat(channel(), "tidegate-resume", "1");
    byHeader.say("hi");
    Chat byMark = Clients.chat(channel());
    byMark.say("resumable");
    Clients.echo(channel());
    server.until("the last is idle", () -> idle() == 1);

    server.shed(order("first", 1, LONG));
    server.until("the idle one left", () -> server.keeper.connections().size() == 3);
    assertThat(idle()).isZero();

    server.shed(order("second", 3, LONG));
    server.until("two are told", () -> server.keeper.totals().shed() == 3);
    server.until("waits", () -> server.keeper.converging().contains("cannot resume"));
    assertThat(server.keeper.connections())
        .filteredOn(ConnectionView::shedding)
        .hasSize(2)
        .allMatch(ConnectionView::canResume);
    assertThat(fixed.say("still")).isEqualTo("a:still");

    fixed.end();
    fixed.hear();
    server.until("now it may go", () -> server.keeper.totals().shed() == 4);
  }

  @Test
  void aHandlerThatAskedIsToldAndEndsItsStreamAtOnce() throws Exception {
    Chat chat = Clients.chat(channel());
    chat.say("close-on-leave");
    assertThat(server.only().canResume()).isTrue();
    server.shed(order("o", 1, LONG));
    assertThat(chat.hear()).isEqualTo("completed");
    assertThat(server.service.toldToLeave).hasValue(1);
    server.until("gone", () -> server.keeper.connections().isEmpty());
  }

  @Test
  void aStreamThatBecomesResumableOnALeavingConnectionIsToldAtOnce() throws Exception {
    Chat chat = Clients.chat(channel());
    chat.say("hi");
    server.shedAll("o", LONG);
    server.until("told", () -> server.only().shedding());
    chat.say("close-on-leave");
    assertThat(server.service.toldToLeave).hasValue(1);
  }

  @Test
  void markedAndMarkedAgainAStreamCountsOnce() throws Exception {
    ManagedChannel channel = channel();
    Chat twice = Clients.chat(channel, "tidegate-resume", "1");
    twice.say("resumable");
    twice.say("resumable");
    Chat fixed = Clients.chat(channel);
    fixed.say("hi");
    assertThat(server.only().canResume()).isFalse();
    fixed.end();
    server.until("only the resumable one is left", () -> server.only().canResume());
    twice.end();
    server.until("none is left", () -> !server.only().canResume());
  }

  @Test
  void aServerShutdownAfterAShedLeavesStreamsTheirGrace() throws Exception {
    Chat chat = Clients.chat(channel());
    chat.say("one");
    server.shedAll("o", LONG);
    server.until("told", () -> server.only().shedding());
    server.server.shutdown();
    assertThat(chat.say("two")).isEqualTo("a:two");
    chat.end();
    assertThat(chat.hear()).isEqualTo("completed");
    assertThat(server.server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closeAllEndsWithItsGraceAndCutsWhatIsLeft() throws Exception {
    Chat chat = Clients.chat(channel());
    chat.say("one");
    Clients.echo(channel());
    server
        .keeper
        .closeAll(Duration.ofMillis(500), "stopping")
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
    assertThat(server.keeper.connections()).isEmpty();
    assertThat(server.keeper.totals().shed()).isEqualTo(2);
    assertThat(server.keeper.totals().hardClosed()).isEqualTo(1);
    server.serve();
    assertThat(server.keeper.converging()).startsWith("stopping (stopping)");
  }

  private long idle() {
    return server.keeper.connections().stream()
        .filter(view -> view.openStreams() == 0 && view.rpcPerSecond() < 0.1)
        .count();
  }

  private ManagedChannel channel() {
    ManagedChannel channel = Clients.channel(server);
    channels.add(channel);
    return channel;
  }

  private static ShedOrder order(String id, int count, Duration grace) {
    return new ShedOrder(id, count, 10_000, grace, List.of(), "why");
  }
}
