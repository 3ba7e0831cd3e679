package dev.tidegate.controller.app;

import dev.tidegate.controller.aws.AwsClients;
import dev.tidegate.controller.aws.AwsCloud;
import dev.tidegate.controller.credit.CreditReport;
import dev.tidegate.controller.fleet.GrpcFleet;
import dev.tidegate.controller.ledger.JsonLinesLedger;
import dev.tidegate.controller.loop.ControlLoop;
import dev.tidegate.controller.loop.PassReport;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.plan.ControllerConfig;
import io.grpc.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running controller: one thread that runs a pass at a time, at the pace of the spec. A request
 * wakes it. Closing it ends the pass under way, gives leadership up and waits for the thread.
 */
public final class ControllerApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerApp.class);

  /** Calls of a pass that is under way are bounded, and so is waiting for it. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(2);

  private final ControllerSpec spec;
  private final ControlLoop loop;
  private final RequestDesk desk;
  private final Environment environment;
  private final @Nullable Closeable ledgerFile;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final java.util.concurrent.locks.Condition wake = lock.newCondition();
  private boolean hurry;
  private boolean closing;
  private volatile ControllerStatus status = ControllerStatus.none();

  private ControllerApp(
      ControllerConfig specs, AwsClients aws, Channel fleetChannel, Environment environment) {
    this.spec = specs.controller();
    this.environment = environment;
    GrpcFleet fleet = new GrpcFleet(fleetChannel, callTimeout(spec));
    this.desk = new RequestDesk(fleet);
    Appendable out = environment.out();
    Closeable file = null;
    if (!spec.ledger().isEmpty()) {
      java.io.Writer writer = open(Path.of(spec.ledger()));
      out = writer;
      file = writer;
    }
    this.ledgerFile = file;
    this.loop =
        new ControlLoop(
            specs,
            new AwsCloud(aws, spec.awsTimeout(), environment.nanos()),
            fleet,
            new JsonLinesLedger(out, spec.heartbeat()),
            environment.holder(),
            environment.clock(),
            environment.nanos());
    this.thread = new Thread(this::run, "tidegate-controller");
  }

  /** Starts a controller. The clients and the channel stay the caller's to close, after it. */
  public static ControllerApp start(ControllerConfig specs, AwsClients aws, Channel fleetChannel) {
    return start(specs, aws, fleetChannel, Environment.system());
  }

  /** As above, in given surroundings. */
  public static ControllerApp start(
      ControllerConfig specs, AwsClients aws, Channel fleetChannel, Environment environment) {
    ControllerApp app = new ControllerApp(specs, aws, fleetChannel, environment);
    app.thread.start();
    return app;
  }

  /**
   * One look and one decision, without leading and without acting. Looks twice, two seconds apart,
   * because a rate needs two samples.
   */
  public static PlanView plan(ControllerConfig specs, AwsClients aws, Channel fleetChannel)
      throws InterruptedException {
    Environment environment = Environment.system();
    ControlLoop loop =
        new ControlLoop(
            specs,
            new AwsCloud(aws, specs.controller().awsTimeout(), environment.nanos()),
            new GrpcFleet(fleetChannel, callTimeout(specs.controller())),
            entry -> {},
            environment.holder(),
            environment.clock(),
            environment.nanos());
    loop.dryRun();
    TimeUnit.NANOSECONDS.sleep(BETWEEN_SAMPLES.toNanos());
    PassReport report = loop.dryRun();
    return new PlanView(
        report.snapshot().at(), report.plan().decisions().stream().map(PlanView.Item::of).toList());
  }

  /** The latest pass; never waits. */
  public ControllerStatus status() {
    return status;
  }

  /** Posts the request; whoever leads takes it up in its next pass. */
  public void requestRotation(RotationRequest request) {
    desk.request(request);
    hurry();
  }

  /** As {@link #requestRotation}. */
  public void requestRebalance(RebalanceRequest request) {
    desk.request(request);
    hurry();
  }

  /** Lets the next pass begin now. */
  public void hurry() {
    lock.lock();
    try {
      hurry = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("the controller's pass did not end within {}", CLOSE_WITHIN);
      thread.interrupt();
    }
    if (ledgerFile != null) {
      try {
        ledgerFile.close();
      } catch (IOException e) {
        LOG.warn("the ledger could not be closed: {}", e.toString());
      }
    }
  }

  private void run() {
    try {
      long next = environment.nanos().getAsLong();
      while (waitUntil(next)) {
        next = environment.nanos().getAsLong() + spec.pass().toNanos();
        onePass();
      }
    } finally {
      loop.release();
    }
  }

  /** A pass that fails is a bug; the next one starts from what is, so it is worth trying. */
  private void onePass() {
    try {
      publish(loop.runPass());
    } catch (RuntimeException e) {
      LOG.error("a pass failed", e);
      ControllerStatus last = status;
      status =
          new ControllerStatus(
              last.passes() + 1,
              environment.clock().instant(),
              last.leader(),
              last.epoch(),
              last.note(),
              last.pools(),
              last.requests(),
              last.credits(),
              List.of("failed: " + e),
              List.of(new Condition(Condition.Type.DEGRADED, "PassFailed", e.toString())));
    }
  }

  private void publish(PassReport report) {
    List<RequestStatus> requests =
        report
            .snapshot()
            .journal()
            .fresh()
            .map(j -> List.copyOf(j.statuses().values()))
            .orElse(status.requests());
    List<String> actions =
        report.entries().stream()
            .flatMap(e -> e.outcomes().stream().map(o -> o.action() + ": " + o.result()))
            .toList();
    CreditReport credits = report.snapshot().credits().value();
    status =
        new ControllerStatus(
            status.passes() + 1,
            report.snapshot().at(),
            report.leadership().leader(),
            report.leadership().epoch(),
            report.leadership().note(),
            report.plan().pools(),
            requests,
            credits == null ? CreditReport.UNKNOWN.summary() : credits.summary(),
            actions,
            conditions(report));
  }

  private static List<Condition> conditions(PassReport report) {
    List<Condition> all = new ArrayList<>();
    if (!report.leadership().leader()) {
      all.add(new Condition(Condition.Type.NOT_LEADER, "Lease", report.leadership().note()));
    }
    if (report.snapshot().fleet().problem() != null) {
      all.add(
          new Condition(
              Condition.Type.FLEET_UNREACHABLE, "Fleet", report.snapshot().fleet().why()));
    }
    report.plan().decisions().stream()
        .filter(d -> d.resource().startsWith("Journal") || d.resource().startsWith("Service/"))
        .forEach(d -> all.addAll(d.conditions()));
    boolean throttled =
        report.snapshot().services().values().stream()
            .anyMatch(s -> s.problem() != null && s.why().startsWith("THROTTLED"));
    if (throttled) {
      all.add(new Condition(Condition.Type.THROTTLED, "Aws", "readings were throttled"));
    }
    return all;
  }

  /** Waits for the time, a hurry or the end; answers whether another pass is wanted. */
  private boolean waitUntil(long dueNanos) {
    lock.lock();
    try {
      long left = dueNanos - environment.nanos().getAsLong();
      while (left > 0 && !hurry && !closing) {
        left = wake.awaitNanos(left);
      }
      hurry = false;
      return !closing;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static Duration callTimeout(ControllerSpec spec) {
    Duration third = spec.lease().dividedBy(3);
    Duration most = Duration.ofSeconds(5);
    return third.compareTo(most) < 0 ? third : most;
  }

  private static java.io.Writer open(Path path) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger cannot be opened: " + path, e);
    }
  }
}
