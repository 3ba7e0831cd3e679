package dev.tidegate.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WorkerSessionTest {
  private static final long MS = 1_000_000L;
  private static final Outcome DONE = new Outcome.Ack(new byte[0], "");
  private static final Outcome FAILED =
      new Outcome.Fail("Oops", "no", "", false, OptionalLong.empty());

  private final WorkerSession session = new WorkerSession(SessionLimits.of(List.of("q"), 2));

  private static Held held(String name) {
    return new Held("q", name, Token.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static Send settle(long seq, String name, Outcome outcome) {
    return new Send.Settle(new Settling(seq, held(name), outcome));
  }

  private void runs(String name) {
    session.delivered(held(name), 0);
    session.handlerStarted(held(name).token());
  }

  @Test
  void aNewStreamGetsCreditForEveryFreeSlot() {
    assertThat(session.streamOpened(0).sends()).containsExactly(new Send.Credit("q", 2));
  }

  @Test
  void aDeliveryWithAFreeSlotRunsAndTakesItsCredit() {
    session.streamOpened(0);

    Step step = session.delivered(held("a"), 0);

    assertThat(step).isEqualTo(new Step(List.of(), List.of(new Order.Run(held("a")))));
    assertThat(session.tick(MS).sends()).isEmpty();
  }

  @Test
  void aHandlersEndIsSettledAndItsSlotOfferedAgain() {
    session.streamOpened(0);
    runs("a");

    Step step = session.handlerEnded(held("a").token(), DONE, 0);

    assertThat(step.sends()).containsExactly(settle(1, "a", DONE), new Send.Credit("q", 3));
  }

  @Test
  void aDeliveryBeyondTheSlotsIsReleasedNotRun() {
    session.streamOpened(0);
    runs("a");
    runs("b");

    Step step = session.delivered(held("c"), 0);

    assertThat(step.orders()).isEmpty();
    assertThat(step.sends())
        .containsExactly(settle(1, "c", new Outcome.Release(0, "no free slot")));
  }

  @Test
  void theSameDeliveryTwiceRunsOnce() {
    session.streamOpened(0);
    runs("a");

    assertThat(session.delivered(held("a"), 0)).isEqualTo(new Step(List.of(), List.of()));
    assertThat(session.busySlots()).isEqualTo(1);
  }

  @Test
  void aLostLeaseStopsTheHandlerAndSettlesNothing() {
    session.streamOpened(0);
    runs("a");

    Step lost = session.leaseLost(held("a").token());
    Step again = session.leaseLost(held("a").token());
    Step ended = session.handlerEnded(held("a").token(), DONE, 0);

    assertThat(lost.orders()).containsExactly(new Order.StopLost(held("a")));
    assertThat(again.orders()).isEmpty();
    assertThat(ended.sends()).containsExactly(new Send.Credit("q", 3));
  }

  @Test
  void aLostHandlerKeepsItsSlotUntilItsThreadIsBack() {
    session.streamOpened(0);
    runs("a");
    session.leaseLost(held("a").token());

    assertThat(session.busySlots()).isEqualTo(1);
    assertThat(session.tick(MS).sends()).isEmpty();
  }

  @Test
  void aHeartbeatListsRunningHandlersOnly() {
    session.streamOpened(0);
    runs("a");
    session.delivered(held("b"), 0);

    assertThat(session.heartbeat().sends()).containsExactly(new Send.Heartbeat(List.of(held("a"))));
    session.leaseLost(held("a").token());
    assertThat(session.heartbeat().sends()).containsExactly(new Send.Heartbeat(List.of()));
  }

  @Test
  void withoutAStreamNothingIsSentAndNothingIsForgotten() {
    session.streamOpened(0);
    runs("a");
    runs("b");
    session.streamLost();

    Step ended = session.handlerEnded(held("a").token(), FAILED, 0);

    assertThat(ended.sends()).isEmpty();
    assertThat(session.heartbeat().sends()).isEmpty();
    assertThat(session.streamOpened(MS).sends())
        .containsExactly(
            new Send.Started(List.of(held("b"))),
            new Send.Heartbeat(List.of(held("b"))),
            settle(1, "a", FAILED),
            new Send.Credit("q", 1));
  }

  @Test
  void anUnansweredOutcomeIsSaidAgainWithItsNumberUntilAnswered() {
    session.streamOpened(0);
    runs("a");
    session.handlerEnded(held("a").token(), DONE, 0);
    session.streamLost();

    assertThat(session.streamOpened(0).sends())
        .containsExactly(settle(1, "a", DONE), new Send.Credit("q", 2));
    Step answered = session.settleAnswered(1, Answer.taken(), 0);
    session.streamLost();

    assertThat(answered.orders())
        .containsExactly(new Order.Settled(new Settling(1, held("a"), DONE)));
    assertThat(session.streamOpened(0).sends()).containsExactly(new Send.Credit("q", 2));
  }

  @Test
  void aTransientRefusalIsSaidAgainWhenItsWaitIsOver() {
    session.streamOpened(0);
    runs("a");
    session.handlerEnded(held("a").token(), DONE, 0);

    session.settleAnswered(1, Answer.tryAgain("STORE_UNAVAILABLE", 500), 0);

    assertThat(session.awaitsAnswer()).isFalse();
    assertThat(session.tick(499 * MS).sends()).isEmpty();
    assertThat(session.tick(500 * MS).sends()).containsExactly(settle(1, "a", DONE));
    assertThat(session.tick(501 * MS).sends()).isEmpty();
    assertThat(session.awaitsAnswer()).isTrue();
  }

  @Test
  void afterTooManyTriesAnOutcomeIsDroppedAndToldSo() {
    WorkerSession small = new WorkerSession(new SessionLimits(List.of("q"), 1, 10, 2, 1_000 * MS));
    small.streamOpened(0);
    small.delivered(held("a"), 0);
    small.handlerEnded(held("a").token(), DONE, 0);

    small.settleAnswered(1, Answer.tryAgain("STORE_UNAVAILABLE", 0), 0);
    small.tick(MS);
    Step last = small.settleAnswered(1, Answer.tryAgain("STORE_UNAVAILABLE", 0), MS);

    assertThat(last.orders())
        .containsExactly(
            new Order.Dropped(
                new Settling(1, held("a"), DONE), "gave up after 2 tries: STORE_UNAVAILABLE"));
    assertThat(small.isQuiet()).isTrue();
  }

  @Test
  void aFinalRefusalDropsTheOutcome() {
    session.streamOpened(0);
    runs("a");
    session.handlerEnded(held("a").token(), DONE, 0);

    assertThat(session.settleAnswered(1, Answer.refused("LEASE_LOST"), 0).orders())
        .containsExactly(new Order.Dropped(new Settling(1, held("a"), DONE), "LEASE_LOST"));
    assertThat(session.settleAnswered(1, Answer.taken(), 0).orders()).isEmpty();
  }

  @Test
  void tooManyUnansweredOutcomesStopTheCredit() {
    WorkerSession small = new WorkerSession(new SessionLimits(List.of("q"), 1, 1, 100, 1_000 * MS));
    small.streamOpened(0);
    small.delivered(held("a"), 0);

    assertThat(small.handlerEnded(held("a").token(), DONE, 0).sends())
        .containsExactly(settle(1, "a", DONE));
    assertThat(small.settleAnswered(1, Answer.taken(), 0).sends())
        .containsExactly(new Send.Credit("q", 2));
  }

  @Test
  void anAttemptEndedEarlyIsSettledOnceAndKeepsItsSlot() {
    session.streamOpened(0);
    runs("a");

    assertThat(session.endEarly(held("a").token(), FAILED).sends())
        .containsExactly(settle(1, "a", FAILED));
    assertThat(session.busySlots()).isEqualTo(1);
    assertThat(session.heartbeat().sends()).containsExactly(new Send.Heartbeat(List.of()));
    assertThat(session.handlerEnded(held("a").token(), DONE, 0).sends())
        .containsExactly(new Send.Credit("q", 3));
  }

  @Test
  void aStoppingSessionSaysGoodbyeAndGivesBackWhatArrivesLate() {
    session.streamOpened(0);
    runs("a");

    assertThat(session.stopTaking("bye").sends()).containsExactly(new Send.Goodbye("bye"));
    assertThat(session.delivered(held("b"), 0).sends())
        .containsExactly(settle(1, "b", new Outcome.Release(0, "bye")));
    assertThat(session.handlerEnded(held("a").token(), DONE, 0).sends())
        .containsExactly(settle(2, "a", DONE));
    assertThat(session.isQuiet()).isFalse();
    session.settleAnswered(1, Answer.taken(), 0);
    session.settleAnswered(2, Answer.taken(), 0);
    assertThat(session.isQuiet()).isTrue();
  }

  @Test
  void aStoppingSessionThatReconnectsAsksForNothing() {
    session.streamOpened(0);
    runs("a");
    session.stopTaking("bye");
    session.streamLost();

    assertThat(session.streamOpened(0).sends())
        .containsExactly(
            new Send.Started(List.of(held("a"))),
            new Send.Heartbeat(List.of(held("a"))),
            new Send.Goodbye("bye"));
  }

  @Test
  void aJobThatCannotRunHereTakesNoSlot() {
    session.streamOpened(0);
    Outcome back = new Outcome.Release(5_000, "unknown type x");

    Step step = session.rejected(held("a"), back, 0);

    assertThat(step.sends()).containsExactly(settle(1, "a", back), new Send.Credit("q", 3));
  }

  @Test
  void aCancelReachesTheHandlerAndItsOutcomeStillCounts() {
    session.streamOpened(0);
    runs("a");

    assertThat(session.cancelRequested(held("a").token(), "why").orders())
        .containsExactly(new Order.StopCancelled(held("a"), "why"));
    assertThat(session.handlerEnded(held("a").token(), FAILED, 0).sends())
        .contains(settle(1, "a", FAILED));
  }
}
