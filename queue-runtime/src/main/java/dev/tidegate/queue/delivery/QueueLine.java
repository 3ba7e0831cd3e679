package dev.tidegate.queue.delivery;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.store.StoreException;
import io.grpc.SynchronizationContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The takers that wait for one queue on this runtime, served in turn.
 *
 * <p>The line remembers whether the queue was found empty since the last hint of new work. While it
 * was, nobody asks the store: a wake-up or the next tick lets <em>one</em> taker try, and each full
 * answer doubles how many may ask at once (and how much each may take), each empty one falls back
 * to one. So a single job wakes one taker, not all of them, and a flood is soon taken by everybody.
 *
 * <p>Threads: every change runs in {@link #turns}, one at a time, on whoever brings the news. No
 * thread of its own, no lock held while the store is called.
 */
final class QueueLine {
  /** Most leases of one line under way at once. */
  private static final int WIDEST = 256;

  /** What one taker may have at the narrowest width, while others wait. */
  private static final int SMALLEST_SHARE = 8;

  private final QueueName queue;
  private final QueueStore store;
  private final SynchronizationContext turns;
  private final RetryTimer retryTimer;
  private final Thread.UncaughtExceptionHandler onDefect;

  private final ArrayDeque<Taker> waiting = new ArrayDeque<>();

  /** Takers of chosen job types that found none of theirs; others may still find work. */
  private final List<Taker> aside = new ArrayList<>();

  private int width = 1;
  private int underWay;

  /** Rises with every hint that there may be work. */
  private long hints;

  /** The hint at which the queue was found empty or blocked; equal to {@link #hints}: still so. */
  private long emptyAt = -1;

  private boolean retryPlanned;
  private boolean closed;

  /** Runs something at an instant of the store's clock. */
  interface RetryTimer {
    void runAt(long epochMs, Runnable task);
  }

  QueueLine(
      QueueName queue,
      QueueStore store,
      RetryTimer retryTimer,
      Thread.UncaughtExceptionHandler onDefect) {
    this.queue = queue;
    this.store = store;
    this.retryTimer = retryTimer;
    this.onDefect = onDefect;
    this.turns = new SynchronizationContext(onDefect);
  }

  QueueName queue() {
    return queue;
  }

  /** Puts a taker at the end of the line; {@code ifClosed} runs if the line was given up. */
  void join(Taker taker, Runnable ifClosed) {
    turns.execute(
        () -> {
          if (closed) {
            ifClosed.run();
            return;
          }
          waiting.addLast(taker);
          serve();
        });
  }

  /** There may be work. */
  void hint() {
    turns.execute(
        () -> {
          hints++;
          waiting.addAll(aside);
          aside.clear();
          serve();
        });
  }

  /**
   * The regular look: wake-ups can be lost, and takers can vanish.
   *
   * @param ifIdle runs if nobody waits any more; the line is closed then
   */
  void tick(Runnable ifIdle) {
    turns.execute(
        () -> {
          waiting.removeIf(Taker::isGone);
          aside.removeIf(Taker::isGone);
          if (waiting.isEmpty() && aside.isEmpty() && underWay == 0) {
            closed = true;
            ifIdle.run();
          }
        });
    hint();
  }

  private void serve() {
    while (underWay < width && emptyAt != hints) {
      Taker next = waiting.pollFirst();
      if (next == null) {
        return;
      }
      ask(next);
    }
  }

  private void ask(Taker taker) {
    int share = waiting.isEmpty() ? LeaseRequest.MAX_JOBS : share();
    Optional<LeaseRequest> request = taker.turn(share);
    if (request.isEmpty()) {
      return;
    }
    underWay++;
    long asked = hints;
    boolean choosy = !request.get().types().isEmpty();
    store
        .lease(request.get())
        .whenComplete(
            (outcome, problem) -> {
              // Handing over may serialise a large message: it stays outside of the line's turn.
              if (outcome != null && !outcome.jobs().isEmpty()) {
                handOver(taker, outcome);
              }
              turns.execute(() -> answered(taker, asked, choosy, outcome, problem));
            });
  }

  /** A defect of one taker must not stop the line. */
  private void handOver(Taker taker, LeaseOutcome outcome) {
    try {
      taker.take(outcome.jobs());
    } catch (RuntimeException defect) {
      onDefect.uncaughtException(Thread.currentThread(), defect);
    }
  }

  private int share() {
    return Math.min(LeaseRequest.MAX_JOBS, SMALLEST_SHARE * width);
  }

  private void answered(
      Taker taker,
      long asked,
      boolean choosy,
      @Nullable LeaseOutcome outcome,
      @Nullable Throwable problem) {
    underWay--;
    if (outcome == null) {
      refused(taker, asked, problem);
    } else if (outcome.blocked().isEmpty() && !outcome.jobs().isEmpty()) {
      width = Math.min(WIDEST, width * 2);
    } else {
      ranDry(taker, asked, choosy, outcome);
    }
    serve();
  }

  private void refused(Taker taker, long asked, @Nullable Throwable problem) {
    width = 1;
    emptyAt = Math.max(emptyAt, asked);
    if (taker.failed(asStoreException(problem))) {
      waiting.addFirst(taker);
    }
  }

  private void ranDry(Taker taker, long asked, boolean choosy, LeaseOutcome outcome) {
    LeaseOutcome.Blocked blocked =
        outcome
            .blocked()
            .orElse(new LeaseOutcome.Blocked(LeaseOutcome.Why.EMPTY, OptionalLong.empty()));
    boolean onlyForThisOne = choosy && blocked.why() == LeaseOutcome.Why.EMPTY;
    if (!onlyForThisOne) {
      width = 1;
      emptyAt = Math.max(emptyAt, asked);
    }
    if (outcome.jobs().isEmpty()) {
      taker.nothing(blocked);
      if (onlyForThisOne && asked == hints) {
        aside.add(taker);
      } else {
        waiting.addFirst(taker);
      }
    }
    boolean worthATimer =
        blocked.why() != LeaseOutcome.Why.EMPTY && blocked.retryAtMs().isPresent();
    if (worthATimer && !retryPlanned) {
      retryPlanned = true;
      retryTimer.runAt(blocked.retryAtMs().getAsLong(), this::retryDue);
    }
  }

  private void retryDue() {
    turns.execute(() -> retryPlanned = false);
    hint();
  }

  static StoreException asStoreException(@Nullable Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof StoreException known) {
      return known;
    }
    String message = "the store failed unexpectedly";
    return cause == null
        ? new StoreException(StoreException.Kind.DEFECT, message)
        : new StoreException(StoreException.Kind.DEFECT, message, -1, cause);
  }
}
