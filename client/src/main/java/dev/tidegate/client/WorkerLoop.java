package dev.tidegate.client;

import dev.tidegate.client.internal.Delivered;
import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.internal.RpcFailure;
import dev.tidegate.client.internal.WorkStream;
import dev.tidegate.client.lease.Answer;
import dev.tidegate.client.lease.Held;
import dev.tidegate.client.lease.Order;
import dev.tidegate.client.lease.Outcome;
import dev.tidegate.client.lease.Settling;
import dev.tidegate.client.lease.Step;
import dev.tidegate.client.lease.Token;
import dev.tidegate.client.lease.WorkerSession;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a worker's protocol: it feeds the session with what happens and performs what
 * follows. Callbacks of the channel run on it as well, so everything here is in order and the
 * stream has one writer.
 */
final class WorkerLoop implements Connection.Owner, HandlerRun.Home, Order.Crew {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration PROGRESS_EVERY = Duration.ofMillis(250);

  /** Silence while an answer is owed after which a connection counts as dead. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  /** Of the interval asked for: a heartbeat that is due exactly at its limit is late. */
  private static final double HEARTBEAT_SHARE = 0.75;

  private static final Duration BEGIN_POLL = Duration.ofMillis(5);
  private static final int BEGIN_POLLS = 100;

  private static final Duration CHANNEL_END_POLL = Duration.ofMillis(20);
  private static final int CHANNEL_END_POLLS = 100;

  private final WorkerOptions options;
  private final Loop loop;
  private final ManagedChannel channel;
  private final ProtectionKeeper protection;
  private final WorkerSession session;
  private final Connection connection;
  private final HandlerCrew crew;
  private final Drain drain;
  private final WorkerCounts counts = new WorkerCounts();
  private final AtomicBoolean progressDue = new AtomicBoolean();
  private final CompletableFuture<String> firstWelcome = new CompletableFuture<>();
  private final CompletableFuture<DrainReport> done = new CompletableFuture<>();

  private @Nullable Delivered arriving;
  private Loop.@Nullable Timer heartbeats;
  private Loop.@Nullable Timer ticks;
  private long lastOwedNothingNanos;
  private volatile String lastTrouble = "no runtime reached yet";

  WorkerLoop(WorkerOptions options) {
    this.options = options;
    this.loop = new Loop("tidegate-worker", false, this::defect);
    this.channel = options.endpoint().open(loop);
    this.protection =
        ProtectionKeeper.of(
            options.protection(),
            options.longWork(),
            options.sources().nanos(),
            (what, error) -> tell(listener -> listener.trouble(what, error)));
    this.session = new WorkerSession(options.limits());
    this.connection = new Connection(channel, options.greeting(), loop, options.sources(), this);
    this.crew =
        new HandlerCrew(
            options.limits().slots(),
            loop,
            options.sources().clock(),
            protection,
            this,
            (token, outcome) -> perform(session.endEarly(token, outcome)));
    this.drain = new Drain(loop, session, crew, this::perform, this::finish);
  }

  void start() {
    loop.execute(
        () -> {
          lastOwedNothingNanos = nanos();
          ticks = loop.every(TICK, this::tick);
          connection.open();
        });
  }

  /** Takes no more jobs and ends within {@code within}. Only the first call sets the time. */
  void drain(String reason, Duration within) {
    loop.execute(() -> beginDrain(reason, within));
  }

  CompletableFuture<String> firstWelcome() {
    return firstWelcome;
  }

  CompletableFuture<DrainReport> done() {
    return done;
  }

  String lastTrouble() {
    return lastTrouble;
  }

  WorkerStats stats() {
    return counts.stats();
  }

  // What comes in from the runtime.

  @Override
  public void welcomed(String runtimeId, long heartbeatIntervalMs) {
    counts.connected(true);
    tell(listener -> listener.connected(runtimeId));
    firstWelcome.complete(runtimeId);
    perform(session.streamOpened(nanos()));
    long everyMs = Math.max(1, (long) (heartbeatIntervalMs * HEARTBEAT_SHARE));
    heartbeats = loop.every(Duration.ofMillis(everyMs), () -> perform(session.heartbeat()));
  }

  @Override
  public void delivered(List<Delivered> deliveries) {
    for (Delivered delivery : deliveries) {
      if (options.handlers().find(delivery.type()).isPresent()) {
        arriving = delivery;
        perform(session.delivered(delivery.held(), nanos()));
        arriving = null;
      } else {
        tell(listener -> listener.unknownType(delivery.held().jobId(), delivery.type()));
        Outcome back =
            new Outcome.Release(
                options.unknownTypeDelay().toMillis(), "unknown type " + delivery.type());
        perform(session.rejected(delivery.held(), back, nanos()));
      }
    }
  }

  @Override
  public void settleAnswered(long seq, Answer answer) {
    perform(session.settleAnswered(seq, answer, nanos()));
  }

  @Override
  public void leaseLost(Token token) {
    perform(session.leaseLost(token));
  }

  @Override
  public void cancelRequested(Token token, String reason) {
    perform(session.cancelRequested(token, reason));
  }

  @Override
  public void queueIsIdle(String queue) {
    perform(session.queueIsIdle(queue, nanos()));
  }

  @Override
  public void drain(boolean stop, long deadlineMs, String reason) {
    if (stop) {
      long leftMs = deadlineMs - options.sources().clock().millis();
      beginDrain(
          reason.isEmpty() ? "asked by the runtime" : reason,
          leftMs > 0 ? Duration.ofMillis(leftMs) : Worker.DEFAULT_DRAIN);
    } else {
      moveOn(BEGIN_POLLS);
    }
  }

  /** Nothing to do: the runtime keeps jobs away, and whoever asked for the rest may end it. */
  @Override
  public void quiesced(String reason) {
    tell(listener -> listener.quiesced(reason));
  }

  /**
   * Leaves the stream once every delivery's start has been said on it: a runtime takes back at once
   * what was not begun when its stream ends, and the job would run twice.
   */
  private void moveOn(int pollsLeft) {
    if (session.hasUnbegun() && pollsLeft > 0) {
      loop.after(BEGIN_POLL, () -> moveOn(pollsLeft - 1));
    } else {
      connection.moveOn();
    }
  }

  @Override
  public void closed(Optional<RpcFailure> failure) {
    failure.ifPresent(f -> lastTrouble = f.text());
  }

  @Override
  public void disconnected() {
    session.streamLost();
    counts.connected(false);
    if (heartbeats != null) {
      heartbeats.cancel();
    }
  }

  @Override
  public void reconnecting(String reason, Duration wait) {
    tell(listener -> listener.disconnected(reason, wait));
    drain.look();
  }

  // What handlers say, on their own threads.

  @Override
  public void began(HandlerRun run) {
    loop.execute(() -> perform(session.handlerStarted(run.delivered().held().token())));
  }

  @Override
  public void ended(HandlerRun run, Outcome outcome) {
    loop.execute(
        () -> {
          crew.ended(run);
          Held held = run.delivered().held();
          if (outcome instanceof Outcome.Fail fail) {
            tell(listener -> listener.attemptFailed(held.jobId(), fail.kind(), fail.message()));
          }
          drain.ended(outcome);
          perform(session.handlerEnded(held.token(), outcome, nanos()));
        });
  }

  @Override
  public void progressed() {
    if (progressDue.compareAndSet(false, true)) {
      loop.after(PROGRESS_EVERY, this::sendProgress);
    }
  }

  // What the session orders.

  @Override
  public void run(Held held) {
    Delivered delivery = arriving;
    if (delivery != null) {
      options.handlers().find(delivery.type()).ifPresent(handler -> crew.run(delivery, handler));
    }
  }

  @Override
  public void stopLost(Held held) {
    counts.leaseLost();
    tell(listener -> listener.leaseLost(held.jobId()));
    crew.stop(held, HandlerRun.Stop.LOST);
  }

  @Override
  public void stopCancelled(Held held, String reason) {
    crew.stop(held, HandlerRun.Stop.CANCELLED);
  }

  @Override
  public void settled(Settling settling) {
    counts.settled(settling.outcome());
  }

  @Override
  public void dropped(Settling settling, String reason) {
    counts.refused();
    tell(listener -> listener.outcomeRefused(settling.held().jobId(), reason));
  }

  private void perform(Step step) {
    WorkStream stream = connection.live();
    if (stream != null) {
      step.sends().forEach(send -> send.over(stream));
    }
    step.orders().forEach(order -> order.by(this));
    counts.busy(session.busySlots());
    drain.look();
  }

  private void tick() {
    long now = nanos();
    perform(session.tick(now));
    if (!session.awaitsAnswer()) {
      lastOwedNothingNanos = now;
    }
    connection.giveUpIfSilent(lastOwedNothingNanos, LONGEST_SILENCE);
  }

  private void sendProgress() {
    WorkStream stream = connection.live();
    if (stream != null && stream.isReady()) {
      progressDue.set(false);
      crew.sendProgress(stream);
    } else if (!done.isDone()) {
      loop.after(PROGRESS_EVERY, this::sendProgress);
    }
  }

  private void beginDrain(String reason, Duration within) {
    if (drain.begin(reason, within)) {
      tell(listener -> listener.draining(reason));
      perform(session.stopTaking(reason));
    }
  }

  private void finish(DrainReport report) {
    if (ticks != null) {
      ticks.cancel();
    }
    crew.close();
    connection.end(
        () -> {
          channel.shutdownNow();
          closeWhenChannelEnded(report, CHANNEL_END_POLLS);
        });
  }

  /** The channel's last callbacks need this thread, so it goes last. */
  private void closeWhenChannelEnded(DrainReport report, int pollsLeft) {
    if (!channel.isTerminated() && pollsLeft > 0) {
      loop.after(CHANNEL_END_POLL, () -> closeWhenChannelEnded(report, pollsLeft - 1));
      return;
    }
    protection.close();
    tell(listener -> listener.drained(report));
    loop.shutdown();
    done.complete(report);
  }

  private void defect(RuntimeException error) {
    tell(listener -> listener.trouble("defect in the worker's protocol", error));
  }

  /** A listener that throws must not keep the protocol from going on. */
  private void tell(Consumer<WorkerListener> what) {
    try {
      what.accept(options.listener());
    } catch (RuntimeException e) {
      lastTrouble = "the listener threw " + e;
    }
  }

  private long nanos() {
    return options.sources().nanos().getAsLong();
  }
}
