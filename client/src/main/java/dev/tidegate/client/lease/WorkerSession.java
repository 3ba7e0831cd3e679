package dev.tidegate.client.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One worker session, over any number of streams: what it holds, what it owes an answer for, and
 * what has to be said next. Feed it one event at a time from one thread and perform the step that
 * comes back.
 *
 * <pre>
 *   delivered ── slot free ──> ACCEPTED ── handlerStarted ──> RUNNING ── handlerEnded ──> settling
 *       │                          │                             │ ├─ endEarly ─> ENDED ─> (thread ends) gone
 *       └─ none: release           └──────── leaseLost ──────────┴─┴─> LOST ────> (thread ends) gone
 * </pre>
 *
 * <p>A slot is taken from the delivery until the handler's thread is really back, whatever became
 * of the lease in the meantime. Losing the stream changes nothing that is held: tokens stay valid,
 * and the next stream starts with everything said again that the runtime may not have heard.
 */
public final class WorkerSession {
  private final SessionLimits limits;
  private final CreditLedger credit;
  private final Map<Token, Live> live = new LinkedHashMap<>();
  private final SettleBook settles;

  private boolean connected;
  private @Nullable String stopping;

  public WorkerSession(SessionLimits limits) {
    this.limits = limits;
    this.credit = new CreditLedger(limits.queues());
    this.settles = new SettleBook(limits.maxSettleTries());
  }

  /** A new stream is ready: everything that the runtime may have missed is said again. */
  public Step streamOpened(long nowNanos) {
    Step.Collector step = new Step.Collector();
    connected = true;
    credit.reset(nowNanos);
    List<Held> running = heldWhere(phase -> phase == Phase.RUNNING);
    if (!running.isEmpty()) {
      step.send(new Send.Started(running));
      step.send(new Send.Heartbeat(running));
    }
    settles.sayAllAgain(step);
    if (stopping != null) {
      step.send(new Send.Goodbye(stopping));
    }
    return grant(step, nowNanos);
  }

  /** The stream ended. What is held is kept; nothing is sent until the next one. */
  public void streamLost() {
    connected = false;
  }

  /** A job came. It runs where a slot is free, else it goes back. */
  public Step delivered(Held held, long nowNanos) {
    Step.Collector step = new Step.Collector();
    credit.delivered(held.queue(), nowNanos);
    if (live.containsKey(held.token())) {
      return step.step();
    }
    if (stopping != null) {
      settle(step, held, new Outcome.Release(0, stopping));
    } else if (live.size() >= limits.slots()) {
      settle(step, held, new Outcome.Release(0, "no free slot"));
    } else {
      live.put(held.token(), new Live(held));
      step.order(new Order.Run(held));
    }
    return step.step();
  }

  /** A job came that this worker cannot run: it takes no slot and is settled at once. */
  public Step rejected(Held held, Outcome outcome, long nowNanos) {
    Step.Collector step = new Step.Collector();
    credit.delivered(held.queue(), nowNanos);
    settle(step, held, outcome);
    return grant(step, nowNanos);
  }

  /** The handler's thread begins. */
  public Step handlerStarted(Token token) {
    Step.Collector step = new Step.Collector();
    Live entry = live.get(token);
    if (entry != null && entry.phase == Phase.ACCEPTED) {
      entry.phase = Phase.RUNNING;
      if (connected) {
        step.send(new Send.Started(List.of(entry.held)));
      }
    }
    return step.step();
  }

  /**
   * The handler's thread is back: its slot is free, and its outcome goes out unless it was lost.
   */
  public Step handlerEnded(Token token, Outcome outcome, long nowNanos) {
    Step.Collector step = new Step.Collector();
    Live entry = live.remove(token);
    if (entry != null && entry.isOurs()) {
      settle(step, entry.held, outcome);
    }
    return grant(step, nowNanos);
  }

  /**
   * The delivery ends now although its handler's thread is not back: a handler that ignores its
   * time limit, or a worker that has to go. The slot stays taken.
   */
  public Step endEarly(Token token, Outcome outcome) {
    Step.Collector step = new Step.Collector();
    Live entry = live.get(token);
    if (entry != null && entry.isOurs()) {
      entry.phase = Phase.ENDED;
      settle(step, entry.held, outcome);
    }
    return step.step();
  }

  /** The runtime answered a settle. */
  public Step settleAnswered(long seq, Answer answer, long nowNanos) {
    Step.Collector step = new Step.Collector();
    settles.answered(seq, answer, nowNanos, step);
    return grant(step, nowNanos);
  }

  /** The delivery is no longer ours. */
  public Step leaseLost(Token token) {
    Step.Collector step = new Step.Collector();
    Live entry = live.get(token);
    if (entry != null && entry.isOurs()) {
      entry.phase = Phase.LOST;
      step.order(new Order.StopLost(entry.held));
    }
    return step.step();
  }

  /** Someone wants the job cancelled. Its handler goes on until it notices. */
  public Step cancelRequested(Token token, String reason) {
    Step.Collector step = new Step.Collector();
    Live entry = live.get(token);
    if (entry != null && entry.isOurs()) {
      step.order(new Order.StopCancelled(entry.held, reason));
    }
    return step.step();
  }

  /** The runtime has nothing to deliver from this queue, though it may. */
  public Step queueIsIdle(String queue, long nowNanos) {
    credit.markIdle(queue);
    return grant(new Step.Collector(), nowNanos);
  }

  /**
   * Time to say which handlers live. An idle worker says so too: it shows that the session is
   * there, and a connection that died silently is noticed by nothing else.
   */
  public Step heartbeat() {
    Step.Collector step = new Step.Collector();
    if (connected) {
      step.send(new Send.Heartbeat(heldWhere(phase -> phase == Phase.RUNNING)));
    }
    return step.step();
  }

  /** Time passed: settles whose wait is over are said again, idle queues lend their credit. */
  public Step tick(long nowNanos) {
    Step.Collector step = new Step.Collector();
    if (connected) {
      settles.sayDueAgain(nowNanos, step);
    }
    credit.markIdleSince(nowNanos, limits.idleQueueNanos());
    return grant(step, nowNanos);
  }

  /** Take no more jobs. What runs goes on; what arrives late is released. */
  public Step stopTaking(String reason) {
    Step.Collector step = new Step.Collector();
    if (stopping == null) {
      stopping = reason;
      if (connected) {
        step.send(new Send.Goodbye(reason));
      }
    }
    return step.step();
  }

  /** Whether a delivery waits for its handler's first breath: a matter of microseconds. */
  public boolean hasUnbegun() {
    return !heldWhere(phase -> phase == Phase.ACCEPTED).isEmpty();
  }

  /** Deliveries whose handler's thread is not back and which are still ours. */
  public List<Held> unfinished() {
    return heldWhere(phase -> phase == Phase.RUNNING || phase == Phase.ACCEPTED);
  }

  /** Slots whose thread is busy, whatever became of the lease. */
  public int busySlots() {
    return live.size();
  }

  /** Outcomes that the runtime has not answered. */
  public int unanswered() {
    return settles.size();
  }

  /** Whether the runtime was told an outcome and has not answered it in any way. */
  public boolean awaitsAnswer() {
    return connected && settles.awaitsAnswer();
  }

  /** Whether nothing is held and nothing is owed. */
  public boolean isQuiet() {
    return live.isEmpty() && settles.size() == 0;
  }

  public boolean isStopping() {
    return stopping != null;
  }

  private void settle(Step.Collector step, Held held, Outcome outcome) {
    Send.Settle send = settles.open(held, outcome);
    if (connected) {
      step.send(send);
    }
  }

  private Step grant(Step.Collector step, long nowNanos) {
    if (connected && stopping == null && settles.size() < limits.maxUnanswered()) {
      credit.grant(limits.slots() - live.size(), nowNanos).forEach(step::send);
    }
    return step.step();
  }

  private List<Held> heldWhere(Predicate<Phase> wanted) {
    List<Held> found = new ArrayList<>();
    for (Live entry : live.values()) {
      if (wanted.test(entry.phase)) {
        found.add(entry.held);
      }
    }
    return found;
  }

  private enum Phase {
    ACCEPTED,
    RUNNING,
    /** Settled, but the thread is not back. */
    ENDED,
    /** Taken away, but the thread is not back. */
    LOST
  }

  private static final class Live {
    private final Held held;
    private Phase phase = Phase.ACCEPTED;

    private Live(Held held) {
      this.held = held;
    }

    private boolean isOurs() {
      return phase == Phase.ACCEPTED || phase == Phase.RUNNING;
    }
  }
}
