package dev.tidegate.client;

import dev.tidegate.client.internal.Delivered;
import dev.tidegate.client.internal.Greeting;
import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.internal.RpcFailure;
import dev.tidegate.client.internal.Sources;
import dev.tidegate.client.internal.StreamEvents;
import dev.tidegate.client.internal.WorkStream;
import dev.tidegate.client.lease.Answer;
import dev.tidegate.client.lease.Backoff;
import dev.tidegate.client.lease.Token;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one work stream open, one after the other: never two at once, so that credit and order mean
 * the same on both sides. Runs on the worker's loop thread only.
 */
final class Connection {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  /** A connection that takes longer to say its first word is not one. */
  private static final Duration WELCOME_TIMEOUT = Duration.ofSeconds(10);

  /** How long a runtime may take to end a stream that the worker has ended. */
  private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(2);

  /** A stream that lived this long was a good one: the waits start anew. */
  private static final Duration PROVEN = Duration.ofSeconds(5);

  /** What the worker does about its connection. */
  interface Owner extends StreamEvents {
    /** Nothing can be said any more until the next welcome. */
    void disconnected();

    /** The stream is over and the next one is {@code wait} away. */
    void reconnecting(String reason, Duration wait);
  }

  private final ManagedChannel channel;
  private final Greeting greeting;
  private final Loop loop;
  private final Sources sources;
  private final Owner owner;

  private @Nullable Stream current;
  private @Nullable Runnable onEnd;
  private int failures;
  private long lastInboundNanos;

  Connection(ManagedChannel channel, Greeting greeting, Loop loop, Sources sources, Owner owner) {
    this.channel = channel;
    this.greeting = greeting;
    this.loop = loop;
    this.sources = sources;
    this.owner = owner;
  }

  void open() {
    if (onEnd == null) {
      Stream stream = new Stream();
      current = stream;
      stream.open();
    }
  }

  /** The stream that messages go to; null while there is none. */
  @Nullable WorkStream live() {
    Stream stream = current;
    return stream != null && stream.isLive() ? stream.wire : null;
  }

  /** The runtime wants this connection to end: the next one is a new one, at once. */
  void moveOn() {
    Stream stream = current;
    if (stream != null && !stream.leaving) {
      owner.disconnected();
      // The next stream must not go down the connection that this one leaves.
      channel.enterIdle();
      stream.leave();
    }
  }

  /**
   * The runtime owes an answer since {@code owedSinceNanos}: the connection is given up if it has
   * said nothing at all for {@code silence} since then.
   */
  void giveUpIfSilent(long owedSinceNanos, Duration silence) {
    Stream stream = current;
    if (stream != null && stream.isLive()) {
      long now = sources.nanos().getAsLong();
      long silentNanos = Math.min(now - lastInboundNanos, now - owedSinceNanos);
      if (silentNanos >= silence.toNanos()) {
        channel.enterIdle();
        stream.cancel("no answer for " + silence.toSeconds() + " s");
      }
    }
  }

  /** Ends for good; {@code afterwards} runs once nothing more can come in. */
  void end(Runnable afterwards) {
    onEnd = afterwards;
    Stream stream = current;
    if (stream == null) {
      afterwards.run();
    } else {
      owner.disconnected();
      stream.leave();
    }
  }

  private void over(Stream stream, String reason) {
    owner.disconnected();
    current = null;
    if (onEnd != null) {
      onEnd.run();
      return;
    }
    Duration wait = waitAfter(stream);
    owner.reconnecting(reason, wait);
    loop.after(wait, this::reopen);
  }

  private void reopen() {
    // Else the channel would sit out its own wait, which grows to minutes.
    channel.resetConnectBackoff();
    open();
  }

  private Duration waitAfter(Stream stream) {
    boolean proven = stream.livedAtLeast(PROVEN);
    failures = proven ? 0 : failures;
    if (stream.leaving && (proven || failures == 0)) {
      failures = 1;
      return Duration.ZERO;
    }
    failures++;
    return BACKOFF.delay(failures, sources.random());
  }

  /** One stream from its opening to its end. */
  private final class Stream implements StreamEvents {
    private @Nullable WorkStream wire;
    private Loop.@Nullable Timer timer;
    private boolean welcomed;
    private boolean leaving;
    private long welcomedNanos;
    private String why = "ended by the runtime";

    private void open() {
      wire = WorkStream.open(channel, greeting, this);
      timer = loop.after(WELCOME_TIMEOUT, () -> cancel("no welcome within " + WELCOME_TIMEOUT));
    }

    private boolean isLive() {
      return welcomed && !leaving;
    }

    private boolean livedAtLeast(Duration span) {
      return welcomed && sources.nanos().getAsLong() - welcomedNanos >= span.toNanos();
    }

    private void leave() {
      leaving = true;
      why = "asked to reconnect";
      if (wire != null) {
        wire.halfClose();
      }
      stopTimer();
      timer = loop.after(FAREWELL_TIMEOUT, () -> cancel("not ended within " + FAREWELL_TIMEOUT));
    }

    private void cancel(String reason) {
      why = reason;
      if (wire != null) {
        wire.cancel(reason);
      }
    }

    private void stopTimer() {
      if (timer != null) {
        timer.cancel();
      }
    }

    private void heard() {
      lastInboundNanos = sources.nanos().getAsLong();
    }

    @Override
    public void welcomed(String runtimeId, long heartbeatIntervalMs) {
      heard();
      if (!leaving) {
        stopTimer();
        welcomed = true;
        welcomedNanos = lastInboundNanos;
        owner.welcomed(runtimeId, heartbeatIntervalMs);
      }
    }

    @Override
    public void delivered(List<Delivered> deliveries) {
      heard();
      owner.delivered(deliveries);
    }

    @Override
    public void settleAnswered(long seq, Answer answer) {
      heard();
      owner.settleAnswered(seq, answer);
    }

    @Override
    public void leaseLost(Token token) {
      heard();
      owner.leaseLost(token);
    }

    @Override
    public void cancelRequested(Token token, String reason) {
      heard();
      owner.cancelRequested(token, reason);
    }

    @Override
    public void queueIsIdle(String queue) {
      heard();
      owner.queueIsIdle(queue);
    }

    @Override
    public void drain(boolean stop, long deadlineMs, String reason) {
      heard();
      owner.drain(stop, deadlineMs, reason);
    }

    @Override
    public void quiesced(String reason) {
      heard();
      owner.quiesced(reason);
    }

    @Override
    public void closed(Optional<RpcFailure> failure) {
      stopTimer();
      boolean cancelledHere =
          failure.map(f -> f.code() == io.grpc.Status.Code.CANCELLED).orElse(true);
      owner.closed(failure);
      over(this, cancelledHere ? why : failure.map(RpcFailure::text).orElse(why));
    }
  }
}
