package dev.tidegate.controller.lab;

import dev.tidegate.controller.Make;
import dev.tidegate.controller.aws.AwsClients;
import dev.tidegate.controller.aws.AwsCloud;
import dev.tidegate.controller.fleet.GrpcFleet;
import dev.tidegate.controller.loop.ControlLoop;
import dev.tidegate.controller.loop.PassReport;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.plan.ControllerConfig;
import dev.tidegate.controller.plan.PoolStatus;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.Ledger;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.world.kernel.Lag;
import dev.tidegate.localaws.world.kernel.LagProfile;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** One scenario's world. A second passes for everybody at once; nothing waits in real time. */
public final class Lab implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int PASS_SECONDS = 2;

  public final LocalAws aws;
  public final CloudModel cloud;
  public final FleetModel fleet;
  public final WorkersModel workers;
  public final RuntimesModel runtimes;
  public final Tape tape = new Tape();
  public final List<Ledger.Entry> ledger = new ArrayList<>();

  private final ControllerConfig config;
  private final Server server;
  private final ManagedChannel channel;
  private final boolean withWorkers;
  private final boolean withRuntimes;
  private final double rotateBelowCredits;
  private ControlLoop loop;
  private PassReport last;
  private int incarnation;
  private int clock;
  private boolean paused;

  private Lab(
      long seed,
      int workerTasks,
      int runtimeTasks,
      int clients,
      int delaySeconds,
      double rotateBelowCredits) {
    this.rotateBelowCredits = rotateBelowCredits;
    aws = LocalAws.virtual(LocalAwsConfig.usual(seed).with(lags()));
    cloud = new CloudModel(aws);
    fleet = new FleetModel(aws.clock());
    withWorkers = workerTasks > 0;
    withRuntimes = runtimeTasks > 0;
    if (withWorkers) {
      cloud.createWorkers(workerTasks);
    }
    if (withRuntimes) {
      cloud.createRuntimes(runtimeTasks, delaySeconds);
    }
    workers = new WorkersModel(cloud, fleet);
    runtimes = new RuntimesModel(cloud, fleet, clients, seed);
    fleet.feed(runtimes::statuses, workers::sessions, workers::stats);
    String name = "lab-" + UUID.randomUUID();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(fleet.fleetService())
            .addService(fleet.adminService())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    config = makeConfig();
    restart();
  }

  /** A quick load balancer, and hosts slow enough for everything to be seen under way. */
  private static LagProfile lags() {
    return LagProfile.demo()
        .withEcs(
            new LagProfile.Ecs(
                Lag.seconds(1, 2),
                Lag.seconds(1, 2),
                Lag.seconds(3, 6),
                Lag.seconds(1, 2),
                Lag.seconds(1, 2),
                Lag.seconds(5, 10)));
  }

  public static Lab withWorkers(long seed, int tasks) {
    return new Lab(seed, tasks, 0, 0, 0, 0);
  }

  public static Lab withRuntimes(long seed, int tasks, int clients) {
    return new Lab(seed, 0, tasks, clients, 40, 0);
  }

  /** Runtimes whose pool rotates them away from instances with so few CPU credits. */
  public static Lab withCreditGuard(long seed, int tasks, int clients, double below) {
    return new Lab(seed, 0, tasks, clients, 40, below);
  }

  public static Lab withBoth(long seed, int workers, int runtimes, int clients) {
    return new Lab(seed, workers, runtimes, clients, 40, 0);
  }

  private ControllerConfig makeConfig() {
    ControllerSpec controller =
        new ControllerSpec(
            Duration.ofSeconds(PASS_SECONDS),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(20),
            Duration.ofMinutes(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            "");
    WorkerPoolSpec pool = Make.workerPool();
    TargetPoolSpec targets = targets();
    return new ControllerConfig(
        controller,
        withWorkers ? List.of(pool) : List.of(),
        withRuntimes ? List.of(targets) : List.of(),
        List.of());
  }

  private TargetPoolSpec targets() {
    TargetPoolSpec s = Make.targetPool();
    return new TargetPoolSpec(
        s.name(),
        new ServiceRef(CloudModel.CLUSTER, "runtimes"),
        List.of(cloud.group),
        s.floor(),
        s.tolerance(),
        s.shedPerSecond(),
        s.streamGrace(),
        s.lag(),
        s.healthyFor(),
        s.minAccepts(),
        s.verifyFor(),
        s.settle(),
        rotateBelowCredits,
        s.rebalance(),
        s.deadlines());
  }

  /** A controller of its own, without memory of any other; the caller runs its passes. */
  public ControlLoop controller(String holder) {
    LongSupplier nanos = () -> aws.clock().millis() * 1_000_000L;
    AwsCloud real =
        new AwsCloud(
            new AwsClients(aws.ecs(), aws.elb(), aws.cloudWatch()), Duration.ofSeconds(3), nanos);
    return new ControlLoop(
        config,
        new TapedCloud(real, tape),
        new TapedFleet(port(), tape),
        ledger::add,
        holder,
        aws.clock(),
        nanos);
  }

  public Fleet port() {
    return new GrpcFleet(channel, Duration.ofSeconds(5));
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** The process is gone and another one starts. */
  public void restart() {
    incarnation++;
    loop = controller("controller-" + incarnation);
  }

  /** No controller runs. */
  public void pause(boolean on) {
    paused = on;
  }

  public void second() {
    aws.advance(SECOND);
    clock++;
    if (withWorkers) {
      workers.second();
    }
    if (withRuntimes) {
      runtimes.second(aws.clock().millis());
    }
    if (!paused && clock % PASS_SECONDS == 0) {
      pass();
    }
  }

  private void pass() {
    try {
      last = loop.runPass();
    } catch (Tape.Crash e) {
      tape.noCrash();
      restart();
    }
  }

  public void seconds(int count) {
    for (int i = 0; i < count; i++) {
      second();
    }
  }

  /** Answers how many seconds it took. */
  public int until(String what, int most, BooleanSupplier condition) {
    for (int i = 0; i <= most; i++) {
      if (condition.getAsBoolean()) {
        return i;
      }
      second();
    }
    throw new AssertionError(
        what
            + ": not within "
            + most
            + " s of virtual time; "
            + (last == null ? "no pass" : last.plan().pools())
            + "\nwrites: "
            + tape.writes());
  }

  public PassReport last() {
    return last;
  }

  public PoolStatus pool(String name) {
    return last.plan().pools().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public ControllerConfig config() {
    return config;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    aws.close();
  }
}
