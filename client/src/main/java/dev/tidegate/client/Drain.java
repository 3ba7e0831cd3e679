package dev.tidegate.client;

import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.lease.Held;
import dev.tidegate.client.lease.Outcome;
import dev.tidegate.client.lease.Step;
import dev.tidegate.client.lease.WorkerSession;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a worker ends within a given time: handlers finish; whoever is not done when the reserve
 * begins is interrupted; what is not back after a part of it is given back; the rest is for the
 * runtime's answers. Runs on the worker's loop thread only.
 */
final class Drain {
  /** Kept back for interrupting, giving back and answers; at most a third of the whole. */
  private static final Duration RESERVE = Duration.ofSeconds(3);

  private final Loop loop;
  private final WorkerSession session;
  private final HandlerCrew crew;
  private final Consumer<Step> perform;
  private final Consumer<DrainReport> finish;

  private boolean begun;
  private boolean interrupting;
  private boolean finished;
  private boolean timeIsUp;
  private int released;

  Drain(
      Loop loop,
      WorkerSession session,
      HandlerCrew crew,
      Consumer<Step> perform,
      Consumer<DrainReport> finish) {
    this.loop = loop;
    this.session = session;
    this.crew = crew;
    this.perform = perform;
    this.finish = finish;
  }

  /** Starts the clock; false if it runs already. */
  boolean begin(String reason, Duration within) {
    if (begun) {
      return false;
    }
    begun = true;
    long wholeMs = Math.max(0, within.toMillis());
    long reserveMs = Math.min(RESERVE.toMillis(), wholeMs / 3);
    after(wholeMs - reserveMs, this::interruptAll);
    after(wholeMs - reserveMs / 2, () -> releaseAll(reason));
    after(wholeMs, this::timeIsUp);
    return true;
  }

  /** Ends the worker as soon as nothing is held and nothing is owed. */
  void look() {
    if (begun && !finished && (timeIsUp || session.isQuiet())) {
      finished = true;
      finish.accept(new DrainReport(released, session.busySlots(), session.unanswered()));
    }
  }

  /** A handler is back. */
  void ended(Outcome outcome) {
    if (interrupting && outcome instanceof Outcome.Release) {
      released++;
    }
  }

  private void interruptAll() {
    interrupting = true;
    session.unfinished().forEach(held -> crew.stop(held, HandlerRun.Stop.WORKER_STOPS));
  }

  private void releaseAll(String reason) {
    List<Held> unfinished = session.unfinished();
    released += unfinished.size();
    for (Held held : unfinished) {
      perform.accept(session.endEarly(held.token(), new Outcome.Release(0, reason)));
    }
  }

  private void timeIsUp() {
    timeIsUp = true;
    look();
  }

  private void after(long millis, Runnable action) {
    loop.after(Duration.ofMillis(millis), action);
  }
}
