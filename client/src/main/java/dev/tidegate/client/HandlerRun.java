package dev.tidegate.client;

import dev.tidegate.client.internal.Delivered;
import dev.tidegate.client.internal.Texts;
import dev.tidegate.client.lease.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a handler: its thread, its interruption, and what its end means. */
final class HandlerRun implements Runnable, JobContext {
  /** Kind of the failure of an attempt that reached its hard limit. */
  static final String TIMED_OUT = "TIMED_OUT";

  /** Why a run is to stop before its end. */
  enum Stop {
    LOST,
    CANCELLED,
    TIMED_OUT,
    WORKER_STOPS
  }

  /** Where a run reports to. Called on the run's own thread. */
  interface Home {
    void began(HandlerRun run);

    void ended(HandlerRun run, Outcome outcome);

    void progressed();
  }

  /** How far the handler says it is. */
  record Progress(double percent, String message) {}

  private final Delivered delivered;
  private final JobHandler handler;
  private final Home home;
  private final ProtectionKeeper protection;
  private final Optional<Instant> deadline;
  private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();

  private @Nullable Thread thread;
  private volatile @Nullable Stop stop;

  /**
   * @param deadline when the hard limit ends the attempt, if it has one
   */
  HandlerRun(
      Delivered delivered,
      JobHandler handler,
      Home home,
      ProtectionKeeper protection,
      Optional<Instant> deadline) {
    this.delivered = delivered;
    this.handler = handler;
    this.home = home;
    this.protection = protection;
    this.deadline = deadline;
  }

  Delivered delivered() {
    return delivered;
  }

  /** Flags and interrupts the handler. The first reason stands, but for a lost lease. */
  synchronized void stop(Stop why) {
    if (stop == null || why == Stop.LOST) {
      stop = why;
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** The latest progress that was not taken yet. */
  Optional<Progress> takeProgress() {
    return Optional.ofNullable(progress.getAndSet(null));
  }

  @Override
  public void run() {
    home.began(this);
    Outcome outcome;
    if (stop == null) {
      Duration lease = Duration.ofMillis(delivered.runningLeaseMs());
      protection.before(lease);
      try {
        outcome = work();
      } finally {
        protection.after(lease);
      }
    } else {
      outcome = new Outcome.Release(0, "not begun: " + stop);
    }
    home.ended(this, outcome);
  }

  private Outcome work() {
    enter();
    try {
      @Nullable JobResult result = handler.handle(this);
      leave();
      return ofReturn(result);
    } catch (Throwable error) {
      // Errors too: one bad job must not take a slot away from all that follow.
      leave();
      return ofThrown(error);
    }
  }

  private synchronized void enter() {
    thread = Thread.currentThread();
    if (stop != null) {
      thread.interrupt();
    }
  }

  /** From here on no interrupt meant for this job can hit the thread's next one. */
  private synchronized void leave() {
    thread = null;
    Thread.interrupted();
  }

  private Outcome ofReturn(@Nullable JobResult result) {
    if (stop == Stop.TIMED_OUT) {
      return timedOut();
    }
    return result == null
        ? failure("NullResult", "the handler returned null", "")
        : result.outcome();
  }

  private Outcome ofThrown(Throwable error) {
    Stop why = stop;
    if (why == Stop.TIMED_OUT) {
      return timedOut();
    }
    if (why == Stop.WORKER_STOPS) {
      return new Outcome.Release(0, "worker stops");
    }
    String kind = why == Stop.CANCELLED ? Stop.CANCELLED.name() : error.getClass().getName();
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    return failure(kind, message, stackOf(error));
  }

  /** What an attempt is settled with that reached its hard limit. */
  Outcome timedOut() {
    return failure(TIMED_OUT, "did not end within " + delivered.timeoutMs().orElse(0) + " ms", "");
  }

  private static Outcome failure(String kind, String message, String stack) {
    return new Outcome.Fail(
        Texts.cut(kind, Texts.SHORT_BYTES),
        Texts.cut(message, Texts.MESSAGE_BYTES),
        Texts.cut(stack, Texts.STACK_BYTES),
        false,
        OptionalLong.empty());
  }

  private static String stackOf(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @Override
  public String id() {
    return delivered.held().jobId();
  }

  @Override
  public String queue() {
    return delivered.held().queue();
  }

  @Override
  public String type() {
    return delivered.type();
  }

  @Override
  public byte[] body() {
    return delivered.body().clone();
  }

  @Override
  public String contentType() {
    return delivered.contentType();
  }

  @Override
  public Map<String, String> headers() {
    return delivered.headers();
  }

  @Override
  public String group() {
    return delivered.group();
  }

  @Override
  public Duration expectedDuration() {
    return Duration.ofMillis(delivered.expectedDurationMs());
  }

  @Override
  public int attempt() {
    return delivered.attempt();
  }

  @Override
  public int leaseLosses() {
    return delivered.leaseLosses();
  }

  @Override
  public Instant enqueuedAt() {
    return Instant.ofEpochMilli(delivered.enqueuedAtMs());
  }

  @Override
  public long fence() {
    return delivered.fence();
  }

  @Override
  public String token() {
    return delivered.held().token().text();
  }

  @Override
  public String traceparent() {
    return delivered.traceparent();
  }

  @Override
  public Optional<Instant> deadline() {
    return deadline;
  }

  @Override
  public boolean isCancelled() {
    return stop != null;
  }

  @Override
  public void progress(double percent, String message) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent must be 0..100, is " + percent);
    }
    progress.set(new Progress(percent, message));
    home.progressed();
  }
}
