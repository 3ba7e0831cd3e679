package dev.tidegate.localaws;

import dev.tidegate.localaws.dataplane.DataPlane;
import dev.tidegate.localaws.fault.FaultInjector;
import dev.tidegate.localaws.task.LaunchedTasks;
import dev.tidegate.localaws.task.MetadataServer;
import dev.tidegate.localaws.task.ModelOutside;
import dev.tidegate.localaws.task.TaskLauncher;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.time.RealDriver;
import dev.tidegate.localaws.time.VirtualDriver;
import dev.tidegate.localaws.world.Outside;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.WorldSettings;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.kernel.LogEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * A simulated AWS account in one region: AWS SDK clients over one world.
 *
 * <p>In virtual time ({@link #virtual}) nothing moves until {@link #advance} is called, tasks are a
 * model, and one seed gives one history. In real time ({@link #realTime}) tasks really run and the
 * load balancers are real TCP proxies. Closing it stops everything that it started, and closes the
 * launcher. Thread-safe.
 */
public final class LocalAws implements AutoCloseable {

  /** Virtual worlds begin here. */
  private static final Instant VIRTUAL_START = Instant.parse("2026-01-01T00:00:00Z");

  private final Driver driver;
  private final FaultInjector faults;
  private final Clients clients;
  private final Levers levers;
  private final @Nullable VirtualDriver virtual;

  private final @Nullable Reality reality;

  /** What exists in real time only, in the order in which it is closed. */
  private record Reality(TaskLauncher launcher, DataPlane dataPlane, MetadataServer metadata) {

    void close() {
      launcher.close();
      dataPlane.close();
      metadata.close();
    }
  }

  private LocalAws(
      Driver driver,
      long seed,
      Levers levers,
      @Nullable VirtualDriver virtual,
      @Nullable Reality reality) {
    this.driver = driver;
    this.faults = new FaultInjector(seed ^ 0x66_61_75_6c_74L);
    this.clients = new Clients(driver, faults);
    this.levers = levers;
    this.virtual = virtual;
    this.reality = reality;
  }

  /** A world in virtual time with the usual fleet and observed lags. */
  public static LocalAws virtual(long seed) {
    return virtual(LocalAwsConfig.usual(seed));
  }

  /** A world in virtual time. */
  public static LocalAws virtual(LocalAwsConfig config) {
    ModelOutside outside = new ModelOutside(config.taskModel());
    VirtualDriver driver = new VirtualDriver(world(config, VIRTUAL_START, outside));
    outside.bind(driver);
    begin(driver, config);
    return new LocalAws(
        driver, config.seed(), new Levers(driver, outside::kill, outside), driver, null);
  }

  /**
   * A world in real time, running from this call on.
   *
   * @param config what it is made from
   * @param launcher runs its tasks; closed with this
   * @throws UncheckedIOException when a socket cannot be opened
   */
  public static LocalAws realTime(LocalAwsConfig config, TaskLauncher launcher) {
    MetadataServer metadata = metadataServer();
    DataPlane dataPlane = new DataPlane(config.seed(), System::nanoTime);
    LaunchedTasks tasks = new LaunchedTasks(launcher, config.place().region(), metadata.url());
    // Two simulators of one seed on one machine must not walk through the same ports.
    HostPorts ports =
        new HostPorts(new SplittableRandom(config.seed() ^ ProcessHandle.current().pid()));
    RealOutside outside = new RealOutside(dataPlane, tasks, ports);
    InstantSource clock = InstantSource.system();
    RealDriver driver = new RealDriver(world(config, clock.instant(), outside), clock);
    outside.bind(driver);
    metadata.start(driver);
    begin(driver, config);
    return new LocalAws(
        driver.start(),
        config.seed(),
        new Levers(driver, tasks::kill, null),
        null,
        new Reality(launcher, dataPlane, metadata));
  }

  private static MetadataServer metadataServer() {
    try {
      return new MetadataServer();
    } catch (IOException e) {
      throw new UncheckedIOException("the task metadata endpoint cannot be opened", e);
    }
  }

  private static World world(LocalAwsConfig config, Instant start, Outside outside) {
    return new World(
        new WorldSettings(
            start,
            config.seed(),
            config.lags(),
            config.openPoints(),
            config.place(),
            config.scenario().zones(),
            config.scenario().cluster()),
        outside);
  }

  private static void begin(Driver driver, LocalAwsConfig config) {
    driver.run(
        world -> {
          config.scenario().machines().forEach(world.machines()::start);
          config.scenario().scalingGroups().forEach(g -> world.scalingGroups().create(g, true));
        });
  }

  /** ECS. */
  public EcsClient ecs() {
    return clients.ecs();
  }

  /** Elastic Load Balancing v2. */
  public ElasticLoadBalancingV2Client elb() {
    return clients.elb();
  }

  /** CloudWatch. */
  public CloudWatchClient cloudWatch() {
    return clients.cloudWatch();
  }

  /** EC2. */
  public Ec2Client ec2() {
    return clients.ec2();
  }

  /** Auto Scaling. */
  public AutoScalingClient autoScaling() {
    return clients.autoScaling();
  }

  /** What happens to the account from outside of its API. */
  public Levers levers() {
    return levers;
  }

  /** Faults of the API. */
  public FaultInjector faults() {
    return faults;
  }

  /** World time, for whoever shall live in it. */
  public InstantSource clock() {
    return driver::now;
  }

  /** Real time only: the load balancers' sockets, and what went through them. */
  public DataPlane dataPlane() {
    if (reality == null) {
      throw new IllegalStateException("the data plane exists in real time only");
    }
    return reality.dataPlane();
  }

  /** Virtual time only: runs all events of the next stretch of time. */
  public void advance(Duration stretch) {
    if (virtual == null) {
      throw new IllegalStateException("real time cannot be advanced");
    }
    virtual.advance(stretch);
  }

  /** Where a listener's data plane sends new flows at this moment. */
  public RouteTable routes(String listenerArn) {
    return driver.call(world -> world.balancers().routes(listenerArn));
  }

  /** The latest events of the world, oldest first. */
  public List<LogEntry> events() {
    return driver.call(world -> world.kernel().log().entries());
  }

  /** A hash over every event so far: the same seed and the same calls give the same hash. */
  public long eventHash() {
    return driver.call(world -> world.kernel().log().hash());
  }

  @Override
  public void close() {
    driver.close();
    if (reality != null) {
      reality.close();
    }
  }
}
