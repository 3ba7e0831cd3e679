package dev.tidegate.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seeded storm of events against a runtime that keeps score; the rules hold after each event. */
final class SessionInvariantsTest {
  private static final int EVENTS = 5_000;
  private static final int SLOTS = 3;
  private static final int MAX_UNANSWERED = 7;
  private static final Outcome DONE = new Outcome.Ack(new byte[0], "");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void noStormBreaksTheRules(long seed) {
    new Storm(seed, List.of("q")).blow();
    new Storm(seed, List.of("a", "b", "c", "d", "e")).blow();
  }

  private static final class Storm implements Send.Wire, Order.Crew {
    private final SplittableRandom random;
    private final List<String> queues;
    private final WorkerSession session;
    private final Map<String, Long> granted = new HashMap<>();
    private final Map<String, Long> delivered = new HashMap<>();
    private final List<Held> running = new ArrayList<>();
    private final Set<Token> lost = new HashSet<>();
    private final Map<Token, Long> seqOf = new HashMap<>();
    private final Set<Long> open = new HashSet<>();
    private boolean connected;
    private long nanos;
    private int jobs;

    private Storm(long seed, List<String> queues) {
      this.random = new SplittableRandom(seed);
      this.queues = queues;
      this.session =
          new WorkerSession(
              new SessionLimits(queues, SLOTS, MAX_UNANSWERED, 1_000, 1_000_000_000L));
    }

    private void blow() {
      for (int i = 0; i < EVENTS; i++) {
        nanos += random.nextLong(400_000_000L);
        event(random.nextInt(10));
        rules();
      }
      calm();
    }

    private void event(int which) {
      switch (which) {
        case 0 -> toggleStream();
        case 1, 2, 3 -> deliver();
        case 4, 5 -> endOne();
        case 6, 7 -> answerOne();
        case 8 -> loseOne();
        default -> perform(session.tick(nanos));
      }
    }

    private void toggleStream() {
      if (connected && random.nextInt(4) != 0) {
        return;
      }
      connected = !connected;
      granted.clear();
      delivered.clear();
      if (connected) {
        perform(session.streamOpened(nanos));
      } else {
        session.streamLost();
      }
    }

    private void deliver() {
      String queue = queues.get(random.nextInt(queues.size()));
      if (connected && granted.getOrDefault(queue, 0L) > delivered.getOrDefault(queue, 0L)) {
        delivered.merge(queue, 1L, Long::sum);
        String name = "job" + ++jobs;
        Token token = Token.of(name.getBytes(StandardCharsets.UTF_8));
        perform(session.delivered(new Held(queue, name, token), nanos));
      }
    }

    private void endOne() {
      if (!running.isEmpty()) {
        Held held = running.remove(random.nextInt(running.size()));
        perform(session.handlerEnded(held.token(), DONE, nanos));
        assertThat(seqOf.containsKey(held.token()) || !connected)
            .as("settled unless lost")
            .isEqualTo(!lost.contains(held.token()) || !connected);
      }
    }

    private void answerOne() {
      if (connected && !open.isEmpty()) {
        long seq = open.iterator().next();
        boolean later = random.nextInt(4) == 0;
        if (!later) {
          open.remove(seq);
        }
        Answer answer = later ? Answer.tryAgain("OVERLOADED", 50) : Answer.taken();
        perform(session.settleAnswered(seq, answer, nanos));
      }
    }

    private void loseOne() {
      if (connected && !running.isEmpty()) {
        Held held = running.get(random.nextInt(running.size()));
        lost.add(held.token());
        perform(session.leaseLost(held.token()));
      }
    }

    private void perform(Step step) {
      if (!connected) {
        assertThat(step.sends()).as("nothing is said without a stream").isEmpty();
      }
      step.sends().forEach(send -> send.over(this));
      step.orders().forEach(order -> order.by(this));
    }

    private void rules() {
      assertThat(running).hasSizeLessThanOrEqualTo(SLOTS);
      assertThat(session.busySlots()).isEqualTo(running.size());
      assertThat(session.unanswered())
          .isLessThanOrEqualTo(MAX_UNANSWERED + SLOTS * (1 + queues.size()));
      if (queues.size() == 1 && connected) {
        long unused = granted.getOrDefault("q", 0L) - delivered.getOrDefault("q", 0L);
        assertThat(unused).as("credit = free slots").isLessThanOrEqualTo(SLOTS - running.size());
      }
    }

    /** Once everything is answered, everything ends. */
    private void calm() {
      if (!connected) {
        connected = true;
        granted.clear();
        delivered.clear();
        perform(session.streamOpened(nanos));
      }
      while (!running.isEmpty()) {
        endOne();
      }
      for (long seq : Set.copyOf(open)) {
        open.remove(seq);
        perform(session.settleAnswered(seq, Answer.taken(), nanos));
      }
      assertThat(session.isQuiet()).isTrue();
      assertThat(session.unanswered()).isZero();
    }

    @Override
    public void credit(String queue, long cumulative) {
      assertThat(cumulative).isGreaterThan(granted.getOrDefault(queue, 0L));
      granted.put(queue, cumulative);
    }

    @Override
    public void started(List<Held> held) {
      assertThat(running).containsAll(held);
    }

    @Override
    public void heartbeat(List<Held> held) {
      assertThat(running).containsAll(held);
    }

    @Override
    public void settle(Settling settling) {
      Token token = settling.held().token();
      assertThat(lost).as("a lost delivery is never settled").doesNotContain(token);
      Long before = seqOf.put(token, settling.seq());
      assertThat(before == null || before == settling.seq()).as("one number a delivery").isTrue();
      open.add(settling.seq());
    }

    @Override
    public void goodbye(String reason) {
      throw new AssertionError("nobody asked to stop");
    }

    @Override
    public void run(Held held) {
      running.add(held);
      perform(session.handlerStarted(held.token()));
    }

    @Override
    public void stopLost(Held held) {
      assertThat(lost).contains(held.token());
    }

    @Override
    public void stopCancelled(Held held, String reason) {
      throw new AssertionError("nobody asked to cancel");
    }

    @Override
    public void settled(Settling settling) {
      assertThat(open).doesNotContain(settling.seq());
    }

    @Override
    public void dropped(Settling settling, String reason) {
      throw new AssertionError("nothing is refused for good: " + reason);
    }
  }
}
