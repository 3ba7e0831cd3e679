package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.BouncePolicy.Newcomer;
import dev.tidegate.queue.connections.Departure.Kind;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of one gRPC server: counts what each of them does, and moves chosen ones
 * away by a graceful GOAWAY, so that their clients connect anew (behind a balancer: elsewhere)
 * without a failed call.
 *
 * <pre>{@code
 * ConnectionKeeper keeper = new ConnectionKeeper(KeeperSettings.DEFAULT, System::nanoTime, random);
 * Server server = keeper.install(NettyServerBuilder.forPort(port)).addService(service).build();
 * keeper.converge(goal); // as often as you like
 * }</pre>
 *
 * <p>Level-triggered: {@link #converge} takes the whole goal, repeating it changes nothing. All
 * methods may be called from any thread. Close the server before the keeper, which owns its event
 * loops; {@link GracefulStop} has the order.
 */
public final class ConnectionKeeper implements AutoCloseable {
  /** A stopping server leaves a connection so long to begin to speak, if nobody else is left. */
  private static final long MUTE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration MAX_SPREAD = Duration.ofSeconds(10);

  private final KeeperSettings settings;
  private final LongSupplier nanoTime;
  private final ConnectionTable table;
  private final ConnectionActions actions;
  private final KeeperPlan plan;
  private final LongAdder allCalls = new LongAdder();
  private final AtomicReference<@Nullable KeeperSockets> sockets = new AtomicReference<>();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile DecayedRate rate;
  private volatile String fault = "";

  private record Stop(long deadlineNanos, CompletableFuture<Void> done) {}

  /**
   * @param nanoTime a monotonic clock, {@code System::nanoTime} outside tests
   * @param random spreads moves over time; used under a lock, so it need not be thread-safe
   */
  public ConnectionKeeper(KeeperSettings settings, LongSupplier nanoTime, RandomGenerator random) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.table = new ConnectionTable(settings.maxConnections());
    this.actions = new ConnectionActions(table);
    this.plan = new KeeperPlan(settings, nanoTime.getAsLong(), random);
    this.rate = DecayedRate.startingAt(nanoTime.getAsLong());
  }

  /**
   * The call being handled by the current thread, where a keeper is installed: read it in the
   * method of the service itself, since it travels in the gRPC context.
   */
  public static Optional<KeptCall> currentCall() {
    return Optional.ofNullable(CallTracer.CURRENT.get());
  }

  /**
   * Marks the current call as one that may be cut, see {@link KeptCall#markResumable}. Answers
   * whether there is such a call.
   */
  public static boolean markResumable() {
    Optional<KeptCall> call = currentCall();
    call.ifPresent(kept -> kept.markResumable(() -> {}));
    return call.isPresent();
  }

  /**
   * Makes the server one of this keeper: sets its channel factory, event loops, transport filter,
   * stream tracer and timers, which the caller then must not set. Once per keeper.
   *
   * @throws IllegalStateException if called again, or after {@link #close}
   */
  // The ticks end with their event loop, and nothing else ends them.
  @SuppressWarnings("FutureReturnValueIgnored")
  public NettyServerBuilder install(NettyServerBuilder builder) {
    KeeperSockets own = new KeeperSockets(settings);
    if (closed.get() || !sockets.compareAndSet(null, own)) {
      own.close();
      throw new IllegalStateException("a connection keeper is installed once, before its close");
    }
    long tick = settings.tick().toNanos();
    own.accept().scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    builder
        .channelFactory(own.channels(this::accepted))
        .bossEventLoopGroup(own.accept())
        .workerEventLoopGroup(own.io())
        .addTransportFilter(new KeeperTransportFilter(table, this::ready))
        .addStreamTracerFactory(new CallTracer.Factory());
    return KeepaliveInstaller.install(builder, settings.keepalive());
  }

  /** Every connection now open, busiest first. */
  public List<ConnectionView> connections() {
    long now = nanoTime.getAsLong();
    return table.all().stream()
        .map(connection -> connection.view(now))
        .sorted(
            Comparator.comparingDouble(ConnectionView::rpcPerSecond)
                .reversed()
                .thenComparingLong(ConnectionView::id))
        .toList();
  }

  /** What the server carries now. */
  public KeeperLoad load() {
    int clients = table.clients();
    int open = table.all().stream().mapToInt(c -> c.traffic().callsOpen.get()).sum();
    return new KeeperLoad(clients, Math.max(0, table.size() - clients), open, rate.perSecond());
  }

  /** What happened since the keeper was made. */
  public KeeperTotals totals() {
    return new KeeperTotals(
        table.accepted(),
        actions.shed(),
        actions.bounced(),
        actions.hardClosed(),
        table.highestId(),
        table.refused());
  }

  /** The last 16 client connections accepted, newest first, those closed since included. */
  public List<AcceptedView> recentAccepts() {
    long now = nanoTime.getAsLong();
    return table.recent().stream().map(connection -> connection.acceptedView(now)).toList();
  }

  /**
   * Sets the goal. Work begins with the next tick and goes on by itself; a shed order whose id was
   * carried out before is not repeated. Ignored once {@link #closeAll} was called.
   */
  public void converge(KeeperGoal goal) {
    plan.follow(goal, table.highestId(), nanoTime.getAsLong());
  }

  /** One line for people: what the keeper is doing, and what it still waits for. */
  public String converging() {
    return plan.describe(table.clients(), table.staying(), table.leaving().size()) + fault;
  }

  /**
   * Moves everybody away for good: newcomers too, and no goal takes it back. Spread over a quarter
   * of the grace, at most 10 s.
   *
   * @param grace after it whoever is left is cut
   * @return completes when no connection is left, at most two ticks after the grace; never fails
   */
  public CompletionStage<Void> closeAll(Duration grace, String reason) {
    Duration quarter = grace.dividedBy(4);
    return closeAll(grace, quarter.compareTo(MAX_SPREAD) < 0 ? quarter : MAX_SPREAD, reason);
  }

  /**
   * @param spread over how long connections are told to leave
   */
  CompletionStage<Void> closeAll(Duration grace, Duration spread, String reason) {
    long deadline = nanoTime.getAsLong() + grace.toNanos();
    Stop wanted = new Stop(deadline, new CompletableFuture<>());
    if (!stop.compareAndSet(null, wanted)) {
      return begun();
    }
    plan.stop(reason);
    for (Connection connection : table.all()) {
      connection.hurry(deadline);
      long pause = (long) (spread.toNanos() * plan.chance());
      actions.later(connection, pause, () -> moveOn(connection, reason, deadline));
    }
    if (sockets.get() == null) {
      wanted.done().complete(null);
    }
    return wanted.done();
  }

  /**
   * Cuts what is left and ends the event loops, within about 10 s. The server must have terminated:
   * it cannot without its loops.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    KeeperSockets own = sockets.get();
    if (own != null) {
      own.close();
    }
    Stop begun = stop.get();
    if (begun != null) {
      begun.done().complete(null);
    }
  }

  private CompletionStage<Void> begun() {
    Stop begun = stop.get();
    return begun == null ? CompletableFuture.completedStage(null) : begun.done();
  }

  /** Those still connecting meet the drain once they are ready. On the connection's event loop. */
  private void moveOn(Connection connection, String reason, long deadline) {
    if (connection.ready()) {
      actions.leave(connection, new Departure(Kind.SHED, reason, deadline));
    }
  }

  private boolean accepted(Channel channel) {
    Connection connection = table.add(channel, nanoTime.getAsLong());
    if (connection == null) {
      return false;
    }
    channel
        .pipeline()
        .addFirst(
            "tidegate-edge", new SocketEdge(connection.traffic(), settings.linger().toNanos()));
    return true;
  }

  /** On the connection's event loop, from inside gRPC's reading of the first settings. */
  private void ready(Connection connection, String tlsIdentity) {
    Http2ConnectionHandler http2 =
        connection.channel().pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null) {
      http2.connection().addListener(new CallCounter(connection.traffic(), allCalls));
    }
    table.becameClient(connection, tlsIdentity);
    if (connection.departure() != null) {
      actions.whenReady(connection);
      return;
    }
    welcome(connection);
  }

  private void welcome(Connection connection) {
    long now = nanoTime.getAsLong();
    String peer = connection.peerKey();
    BounceVerdict verdict =
        plan.newcomer(new Newcomer(peer, table.clientsOf(peer), table.staying()), now);
    switch (verdict.kind()) {
      case KEEP -> {}
      case NOW -> bounce(connection, verdict.reason());
      case LATER ->
          actions.later(
              connection,
              verdict.pause().toNanos(),
              () -> {
                if (plan.draining()) {
                  bounce(connection, verdict.reason());
                }
              });
    }
  }

  private void bounce(Connection connection, String reason) {
    long deadline = nanoTime.getAsLong() + settings.bounce().grace().toNanos();
    Stop begun = stop.get();
    Departure departure = new Departure(Kind.BOUNCE, reason, deadline);
    actions.leave(connection, begun == null ? departure : departure.by(begun.deadlineNanos()));
  }

  /** A fault must not end the ticks, and there is no log here: it is shown to whoever asks. */
  private void tick() {
    try {
      step(nanoTime.getAsLong());
      fault = "";
    } catch (RuntimeException e) {
      fault = "; fault: " + e;
    }
  }

  /** Rates, the pace of a shed, deadlines, the end of a stop. */
  private void step(long now) {
    sampleRates(now);
    shed(now);
    for (Connection connection : table.leaving()) {
      Departure departure = connection.departure();
      if (departure != null && departure.overdue(now)) {
        actions.hardClose(connection);
      }
    }
    Stop begun = stop.get();
    if (begun != null) {
      finish(begun, now);
    }
  }

  private void sampleRates(long now) {
    double window = settings.rateWindow().toNanos();
    rate = rate.next(allCalls.sum(), now, window);
    for (Connection connection : table.all()) {
      connection.sampleRate(now, window);
    }
  }

  private void shed(long now) {
    Optional<ShedOrder> order = plan.order();
    if (order.isEmpty()) {
      return;
    }
    long deadline = now + order.get().streamGrace().toNanos();
    for (ShedChooser.Pick pick : plan.shedNow(now, table::candidates)) {
      Connection connection = table.get(pick.id());
      if (connection != null) {
        actions.leave(connection, new Departure(Kind.SHED, order.get().reason(), deadline));
      }
    }
  }

  private void finish(Stop begun, long now) {
    if (table.size() == 0) {
      begun.done().complete(null);
      return;
    }
    boolean overdue = now - begun.deadlineNanos() >= 0;
    for (Connection connection : table.all()) {
      boolean mute = table.clients() == 0 && now - connection.acceptedNanos() > MUTE_NANOS;
      if (!connection.ready() && (mute || overdue)) {
        actions.discard(connection);
      }
    }
  }
}
