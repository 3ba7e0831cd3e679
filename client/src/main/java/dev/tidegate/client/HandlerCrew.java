package dev.tidegate.client;

import dev.tidegate.client.internal.Delivered;
import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.internal.Threads;
import dev.tidegate.client.internal.WorkStream;
import dev.tidegate.client.lease.Held;
import dev.tidegate.client.lease.Outcome;
import dev.tidegate.client.lease.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The handlers' threads and time limits. All methods are for the worker's loop thread; the handlers
 * themselves report through {@link HandlerRun.Home}.
 */
final class HandlerCrew {
  /**
   * How long an interrupted handler may take to return before its attempt is settled without it.
   */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ThreadPoolExecutor pool;
  private final Loop loop;
  private final InstantSource clock;
  private final ProtectionKeeper protection;
  private final HandlerRun.Home home;
  private final BiConsumer<Token, Outcome> endEarly;
  private final Map<Token, Entry> entries = new HashMap<>();

  /**
   * @param endEarly settles a delivery whose handler does not return
   */
  HandlerCrew(
      int slots,
      Loop loop,
      InstantSource clock,
      ProtectionKeeper protection,
      HandlerRun.Home home,
      BiConsumer<Token, Outcome> endEarly) {
    this.pool = Threads.handlers("tidegate-handler", slots);
    this.loop = loop;
    this.clock = clock;
    this.protection = protection;
    this.home = home;
    this.endEarly = endEarly;
  }

  void run(Delivered delivered, JobHandler handler) {
    Optional<Instant> deadline =
        delivered.timeoutMs().isPresent()
            ? Optional.of(clock.instant().plusMillis(delivered.timeoutMs().getAsLong()))
            : Optional.empty();
    HandlerRun run = new HandlerRun(delivered, handler, home, protection, deadline);
    Entry entry = new Entry(run);
    entries.put(delivered.held().token(), entry);
    deadline.ifPresent(
        ignored -> {
          Duration limit = Duration.ofMillis(delivered.timeoutMs().getAsLong());
          entry.timer = loop.after(limit, () -> limitReached(entry));
        });
    pool.execute(run);
  }

  void stop(Held held, HandlerRun.Stop why) {
    Entry entry = entries.get(held.token());
    if (entry != null) {
      entry.run.stop(why);
    }
  }

  /** The run is back. */
  void ended(HandlerRun run) {
    Entry entry = entries.remove(run.delivered().held().token());
    if (entry != null && entry.timer != null) {
      entry.timer.cancel();
    }
  }

  /** Sends the latest word of each handler that has a new one. */
  void sendProgress(WorkStream stream) {
    for (Entry entry : entries.values()) {
      entry
          .run
          .takeProgress()
          .ifPresent(
              word ->
                  stream.progress(entry.run.delivered().held(), word.percent(), word.message()));
    }
  }

  /** Interrupts whoever is still at work, and takes no more. */
  void close() {
    pool.shutdownNow();
  }

  private void limitReached(Entry entry) {
    entry.run.stop(HandlerRun.Stop.TIMED_OUT);
    Token token = entry.run.delivered().held().token();
    entry.timer = loop.after(GRACE, () -> endEarly.accept(token, entry.run.timedOut()));
  }

  private static final class Entry {
    private final HandlerRun run;
    private Loop.@Nullable Timer timer;

    private Entry(HandlerRun run) {
      this.run = run;
    }
  }
}
