package dev.tidegate.client.lease;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Outcomes that the runtime has not answered yet, oldest first. Each is said again on a new stream
 * and after a transient refusal, with its number, until it is answered for good or was said too
 * often.
 */
final class SettleBook {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final int maxTries;
  private final Map<Long, Entry> open = new LinkedHashMap<>();
  private long lastSeq;

  SettleBook(int maxTries) {
    this.maxTries = maxTries;
  }

  Send.Settle open(Held held, Outcome outcome) {
    Settling settling = new Settling(++lastSeq, held, outcome);
    open.put(settling.seq(), new Entry(settling));
    return new Send.Settle(settling);
  }

  void answered(long seq, Answer answer, long nowNanos, Step.Collector step) {
    Entry entry = open.get(seq);
    if (entry == null) {
      return;
    }
    switch (answer.verdict()) {
      case TAKEN -> {
        open.remove(seq);
        step.order(new Order.Settled(entry.settling));
      }
      case REFUSED -> drop(entry, answer.reason(), step);
      case TRY_AGAIN -> {
        if (entry.tries >= maxTries) {
          drop(entry, "gave up after " + maxTries + " tries: " + answer.reason(), step);
        } else {
          entry.waiting = true;
          entry.dueNanos = nowNanos + answer.afterMs() * NANOS_PER_MILLI;
        }
      }
    }
  }

  private void drop(Entry entry, String reason, Step.Collector step) {
    open.remove(entry.settling.seq());
    step.order(new Order.Dropped(entry.settling, reason));
  }

  /** A new stream: whatever is open may never have arrived. */
  void sayAllAgain(Step.Collector step) {
    for (Entry entry : open.values()) {
      entry.say(step);
    }
  }

  void sayDueAgain(long nowNanos, Step.Collector step) {
    for (Entry entry : open.values()) {
      if (entry.waiting && nowNanos - entry.dueNanos >= 0) {
        entry.say(step);
      }
    }
  }

  boolean awaitsAnswer() {
    return open.values().stream().anyMatch(entry -> !entry.waiting);
  }

  int size() {
    return open.size();
  }

  private static final class Entry {
    private final Settling settling;
    private int tries = 1;
    private boolean waiting;
    private long dueNanos;

    private Entry(Settling settling) {
      this.settling = settling;
    }

    private void say(Step.Collector step) {
      waiting = false;
      tries++;
      step.send(new Send.Settle(settling));
    }
  }
}
