package dev.tidegate.queue.app;

import dev.tidegate.queue.config.RuntimeConfig;
import dev.tidegate.queue.connections.ConnectionKeeper;
import dev.tidegate.queue.connections.GracefulStop;
import dev.tidegate.queue.connections.KeeperSettings;
import dev.tidegate.queue.connections.KeptCall;
import dev.tidegate.queue.delivery.DrainOrder;
import dev.tidegate.queue.delivery.Drains;
import dev.tidegate.queue.delivery.GivingBack;
import dev.tidegate.queue.delivery.QueueLines;
import dev.tidegate.queue.delivery.Sessions;
import dev.tidegate.queue.fleet.EcsTask;
import dev.tidegate.queue.fleet.FleetAgent;
import dev.tidegate.queue.fleet.RuntimeFace;
import dev.tidegate.queue.fleet.RuntimeIdentity;
import dev.tidegate.queue.grpc.AdminEndpoint;
import dev.tidegate.queue.grpc.CancelReasons;
import dev.tidegate.queue.grpc.FleetEndpoint;
import dev.tidegate.queue.grpc.Meters;
import dev.tidegate.queue.grpc.OffLoop;
import dev.tidegate.queue.grpc.OperationDesk;
import dev.tidegate.queue.grpc.Operations;
import dev.tidegate.queue.grpc.ProducerEndpoint;
import dev.tidegate.queue.grpc.PullWorkers;
import dev.tidegate.queue.grpc.SessionBoard;
import dev.tidegate.queue.grpc.SessionDirectory;
import dev.tidegate.queue.grpc.WorkDesk;
import dev.tidegate.queue.grpc.WorkerEndpoint;
import dev.tidegate.queue.maintenance.MaintenanceLoop;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.time.Ticker;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One runtime: the queue's gRPC API over a store, with its connections kept and its place in the
 * fleet. Everything is wired here, by hand, top down.
 */
public final class RuntimeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeServer.class);

  private static final long READINESS_MS = 500;
  private static final int CALLS_PER_CONNECTION = 10_000;
  private static final int CHANNELZ_PAGE = 100;
  private static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  private final RuntimeConfig config;
  private final RuntimeIdentity identity;
  private final Backend backend;
  private final MeterRegistry registry;
  private final Closing closing;
  private final ConnectionKeeper keeper;
  private final Server server;
  private final int port;
  private final Sessions sessions;
  private final Drains drains;
  private final Readiness readiness;
  private final FleetAgent agent;
  private final InstantSource clock;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * Opens the store that the configuration names and serves it.
   *
   * @throws StartupException saying which setting to change; nothing is left running
   */
  public static RuntimeServer start(RuntimeConfig config) {
    return start(config, Backends.open(config));
  }

  /**
   * Serves a store that is open already; closes it at the end, and if it cannot start.
   *
   * @throws StartupException saying which setting to change; nothing is left running
   */
  public static RuntimeServer start(RuntimeConfig config, Backend backend) {
    return start(config, backend, List.of());
  }

  /** As {@link #start(RuntimeConfig, Backend)}, with every call going through {@code around}. */
  static RuntimeServer start(
      RuntimeConfig config, Backend backend, List<ServerInterceptor> around) {
    Closing closing = new Closing();
    closing.add("backend", backend.onClose());
    closing.add("store", backend.jobs());
    try {
      return new RuntimeServer(config, backend, closing, around);
    } catch (IOException | RuntimeException problem) {
      closing.closeAll();
      throw problem instanceof StartupException known ? known : refused(config, problem);
    }
  }

  private static StartupException refused(RuntimeConfig config, Exception problem) {
    return problem instanceof IOException
        ? new StartupException(
            "cannot listen on "
                + config.listenHost()
                + ":"
                + config.listenPort()
                + " (it may be in use, or not an address of this machine); set --listen-port to"
                + " another one, or to 0 for any free one",
            problem)
        : new StartupException("cannot start: " + problem.getMessage(), problem);
  }

  private RuntimeServer(
      RuntimeConfig config, Backend backend, Closing closing, List<ServerInterceptor> around)
      throws IOException {
    this.config = config;
    this.backend = backend;
    this.closing = closing;
    this.clock = InstantSource.system();
    Random random = new Random();
    QueueStore store = backend.jobs();
    FleetStore fleet = backend.fleet();
    EcsTask task = EcsTask.ask(System.getenv());
    String runtimeId = "rt-" + UUID.randomUUID();

    // What works behind the calls.
    Ticker ticker = closing.add("ticker", new Ticker("tidegate-ticker", random));
    AdminPool pool = closing.add("admin pool", new AdminPool());
    registry = closing.add("meters", new CloseableRegistry()).registry();
    Meters meters = new Meters(registry);
    sessions = new Sessions(System::nanoTime);
    drains = new Drains(System::nanoTime);
    QueueLines lines = closing.add("queue lines", new QueueLines(store, ticker, clock));
    MaintenanceLoop maintenance =
        closing.add("maintenance", new MaintenanceLoop(store, clock, System::nanoTime));
    Operations operations = closing.add("operations", new Operations(fleet, ticker, clock));
    SessionBoard board =
        closing.add(
            "session board", new SessionBoard(runtimeId, fleet, sessions, drains, clock, ticker));
    CancelReasons reasons = new CancelReasons(fleet);
    WorkDesk desk =
        new WorkDesk(
            runtimeId,
            config.heartbeatInterval().toMillis(),
            store,
            lines,
            sessions,
            drains,
            new GivingBack(store),
            reasons,
            meters,
            clock,
            RuntimeServer::currentCall);
    PullWorkers pull = new PullWorkers(desk, ticker, RuntimeServer::newId);
    SessionDirectory directory = new SessionDirectory(fleet, clock);

    // What answers calls: jobs on the network's own threads, everything else on the pool.
    HealthStatusManager health = new HealthStatusManager();
    List<ServerServiceDefinition> services = new ArrayList<>();
    if (!config.maintenanceOnly()) {
      services.add(
          new ProducerEndpoint(
                  store, reasons, meters, clock, backend.durability(), RuntimeServer::newId)
              .bindService());
      services.add(new WorkerEndpoint(desk, pull).bindService());
    }
    OffLoop offLoop = new OffLoop(pool);
    services.add(
        off(
            offLoop,
            new AdminEndpoint(
                store, directory, new OperationDesk(store, operations, RuntimeServer::newId))));
    services.add(off(offLoop, new FleetEndpoint(fleet, runtimeId, clock)));
    List<String> names = services.stream().map(s -> s.getServiceDescriptor().getName()).toList();
    services.add(health.getHealthService().bindService());
    services.add(off(offLoop, ProtoReflectionServiceV1.newInstance()));
    services.add(off(offLoop, ChannelzService.newInstance(CHANNELZ_PAGE)));
    readiness = new Readiness(health, names);

    // The listener. The keeper closes after the server, so it is put down before it.
    keeper =
        closing.add(
            "connection keeper",
            new ConnectionKeeper(KeeperSettings.DEFAULT, System::nanoTime, new Random()));
    server = listen(services, around);
    port = server.getPort();
    closing.add("server", this::endServer);
    identity =
        new RuntimeIdentity(
            runtimeId,
            UUID.randomUUID().toString(),
            config.listenHost() + ":" + port,
            task.arn(),
            task.revision(),
            clock.millis());
    agent =
        closing.add(
            "fleet agent", new FleetAgent(identity, fleet, keeper, new Face(board), clock, ticker));

    // Only now does anything move.
    store.onWakeUp(
        queue -> {
          lines.wake(queue);
          maintenance.nudge(queue);
        });
    maintenance.start();
    lines.start();
    board.start();
    agent.start();
    gauges(meters, board, lines);
    readiness.show(store.isReady());
    ticker.every(READINESS_MS, 0, () -> readiness.show(store.isReady() && !isDraining()));
    ticker.every(READINESS_MS, 0, pull::tidy);
    LOG.info(
        "runtime {} serves on {}{}",
        runtimeId,
        identity.address(),
        task.arn().isEmpty() ? "" : " in task " + task.arn());
  }

  private Server listen(List<ServerServiceDefinition> services, List<ServerInterceptor> around)
      throws IOException {
    NettyServerBuilder builder =
        keeper.install(
            NettyServerBuilder.forAddress(
                new InetSocketAddress(config.listenHost(), config.listenPort())));
    builder
        .directExecutor()
        .maxInboundMessageSize(config.maxMessageBytes())
        .maxInboundMetadataSize(config.maxMetadataBytes())
        .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
        .addServices(services);
    around.forEach(builder::intercept);
    return builder.build().start();
  }

  private void endServer() throws InterruptedException {
    server.shutdownNow();
    if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
      LOG.warn("the server still has calls");
    }
  }

  private static ServerServiceDefinition off(OffLoop offLoop, BindableService service) {
    return ServerInterceptors.intercept(service, offLoop);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /** The stream being opened, as the keeper knows it; without a keeper marking means nothing. */
  private static WorkDesk.Resumable currentCall() {
    return ConnectionKeeper.currentCall().<WorkDesk.Resumable>map(Kept::new).orElse(onLeave -> {});
  }

  private record Kept(KeptCall call) implements WorkDesk.Resumable {
    @Override
    public void mark(Runnable onLeave) {
      call.markResumable(onLeave);
    }
  }

  private void gauges(Meters meters, SessionBoard board, QueueLines lines) {
    meters.gauge("tidegate.sessions", () -> sessions.live().size());
    meters.gauge("tidegate.jobs.held", board::heldJobs);
    meters.gauge("tidegate.lines", lines::size);
    meters.gauge("tidegate.connections", () -> keeper.load().clientConnections());
    meters.gauge("tidegate.store.ready", () -> backend.jobs().isReady() ? 1 : 0);
  }

  private boolean isDraining() {
    return drains.isRuntimeDraining();
  }

  /** What the fleet agent may do here. */
  private final class Face implements RuntimeFace {
    private final SessionBoard board;

    Face(SessionBoard board) {
      this.board = board;
    }

    @Override
    public boolean isStoreReady() {
      return backend.jobs().isReady();
    }

    @Override
    public int heldJobs() {
      return board.heldJobs();
    }

    @Override
    public void drain(boolean drain, String reason) {
      if (!stopped.get()) {
        drainDeliveries(drain, reason);
      }
    }
  }

  private void drainDeliveries(boolean drain, String reason) {
    long deadline = clock.millis() + config.streamGrace().toMillis();
    DrainOrder order = drain ? new DrainOrder(DrainOrder.Scope.RECONNECT, deadline, reason) : null;
    if (drains.runtime(order)) {
      sessions.drainsChanged();
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Its id in the fleet. */
  public String runtimeId() {
    return identity.runtimeId();
  }

  /** Who it is. */
  public RuntimeIdentity identity() {
    return identity;
  }

  /** The jobs. */
  public QueueStore store() {
    return backend.jobs();
  }

  /** The fleet's registry. */
  public FleetStore fleet() {
    return backend.fleet();
  }

  /** The connections. */
  public ConnectionKeeper keeper() {
    return keeper;
  }

  /** Its counters and gauges. */
  public MeterRegistry meters() {
    return registry;
  }

  /**
   * The order for SIGTERM: hand out nothing more and move everybody on while the listener stays
   * open for the drain lag, stop listening, give open calls their grace, cut what is left. Blocks
   * for at most drain lag + stream grace + some seconds. Repeating it does nothing.
   */
  public void drainAndStop(String reason) {
    stop(reason, config.drainLag(), config.streamGrace());
  }

  /** Ends at once: open calls get half a second. */
  @Override
  public void close() {
    stop("closed", Duration.ZERO, CLOSE_GRACE);
  }

  private void stop(String reason, Duration lag, Duration grace) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    LOG.info("runtime {} stops: {}", identity.runtimeId(), reason);
    readiness.end();
    drainDeliveries(true, reason);
    agent.stopping();
    try {
      boolean clean = GracefulStop.run(keeper, server, lag, grace, reason);
      LOG.info("runtime {} let {} go", identity.runtimeId(), clean ? "every call" : "most calls");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      closing.closeAll();
    }
  }

  /** Micrometer's registry closes, but is no AutoCloseable. */
  private record CloseableRegistry(MeterRegistry registry) implements AutoCloseable {
    CloseableRegistry() {
      this(new SimpleMeterRegistry());
    }

    @Override
    public void close() {
      registry.close();
    }
  }
}
