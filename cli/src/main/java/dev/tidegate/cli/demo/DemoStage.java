package dev.tidegate.cli.demo;

import dev.tidegate.cli.Tidegate;
import dev.tidegate.controller.app.ControllerApp;
import dev.tidegate.controller.aws.AwsClients;
import dev.tidegate.controller.config.ConfigLoader;
import dev.tidegate.examples.ExampleWorker;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.dataplane.FlowRecord;
import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.task.ProcessTaskLauncher;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.kernel.LagProfile;
import dev.tidegate.queue.embedded.EmbeddedRedis;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the demo starts: Redis, a simulated AWS, runtimes behind its load balancer,
 * workers, the controller. Closing it stops all of that, last started first.
 */
final class DemoStage implements AutoCloseable {
  static final String RUNTIME_MARKER = Tidegate.class.getName() + " serve ";
  static final String WORKER_MARKER = ExampleWorker.class.getName() + " ";

  private static final int INSTANCES = 4;
  private static final long HEALTHY_WITHIN_SECONDS = 60;

  private final DemoSettings settings;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Narrator narrator;
  private final LocalAws aws;
  private final DemoServices services;
  private final DemoServices.Balancer balancer;
  private final String target;
  private final ManagedChannel channel;

  private DemoStage(DemoSettings settings, Narrator narrator) throws IOException {
    this.settings = settings;
    this.narrator = narrator;
    Files.createDirectories(settings.acknowledged());
    Files.createDirectories(settings.logs());
    try {
      EmbeddedRedis redis = opened(EmbeddedRedis.start(settings.directory().resolve("redis"), 0));
      narrator.say("Redis runs on port " + redis.port() + ", every write synced to disk");
      aws =
          opened(
              LocalAws.realTime(
                  LocalAwsConfig.usual(settings.seed())
                      .with(LagProfile.demo())
                      .with(Scenario.fleet("t2.small", INSTANCES)),
                  new ProcessTaskLauncher(settings.logs())));
      services = new DemoServices(aws.ecs(), aws.elb());
      balancer = services.createBalancer();
      InetSocketAddress address = aws.dataPlane().listenAddress(balancer.listenerArn());
      target = "127.0.0.1:" + address.getPort();
      narrator.say(
          "a simulated AWS runs: "
              + INSTANCES
              + " t2.small, a network load balancer on port "
              + address.getPort()
              + " that needs 5 to 6 s to notice anything");
      services.createRuntimes(
          settings.runtimes(), runtimeCommand(redis), balancer.targetGroupArn());
      channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
      opened(channel::shutdownNow);
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  /** Starts everything but the controller, and waits until the load balancer sends flows on. */
  static DemoStage open(DemoSettings settings, Narrator narrator)
      throws IOException, InterruptedException {
    DemoStage stage = new DemoStage(settings, narrator);
    try {
      stage.awaitHealthyRuntimes();
      stage.services.createWorkers(settings.fewest(), stage.workerCommand());
      return stage;
    } catch (InterruptedException | RuntimeException failed) {
      stage.close();
      throw failed;
    }
  }

  private <C extends AutoCloseable> C opened(C resource) {
    started.push(resource);
    return resource;
  }

  private List<String> runtimeCommand(EmbeddedRedis redis) {
    return Java.command(
        "256m",
        Tidegate.class.getName(),
        "serve",
        "--redis",
        redis.uri(),
        "--listen-port",
        "${PORT_" + DemoServices.CONTAINER_PORT + "}",
        "--heartbeat-interval",
        "1s",
        "--drain-lag",
        "2s",
        "--stream-grace",
        "4s");
  }

  private List<String> workerCommand() {
    return Java.command(
        "128m",
        ExampleWorker.class.getName(),
        "--target",
        target,
        "--queue",
        DemoProducer.QUEUE,
        "--slots",
        Integer.toString(settings.slots()),
        "--record",
        settings.records().toString());
  }

  private void awaitHealthyRuntimes() throws InterruptedException {
    Deadline deadline = Deadline.in(HEALTHY_WITHIN_SECONDS);
    narrator.say("waiting until the load balancer has found both runtimes healthy ...");
    while (services.healthyTargets(balancer.targetGroupArn()) < settings.runtimes()) {
      if (deadline.isOver()) {
        throw new IllegalStateException(
            "the runtimes did not become healthy within "
                + HEALTHY_WITHIN_SECONDS
                + " s; their logs are in "
                + settings.logs());
      }
      Thread.sleep(Deadline.POLL_MS);
    }
  }

  ControllerApp startController() throws IOException {
    String yaml;
    try (InputStream template = DemoStage.class.getResourceAsStream("resources.yaml")) {
      if (template == null) {
        throw new IllegalStateException("resources.yaml is missing from this build");
      }
      yaml = new String(template.readAllBytes(), StandardCharsets.UTF_8);
    }
    yaml =
        yaml.replace("${ledger}", settings.ledger().toString())
            .replace("${slots}", Integer.toString(settings.slots()))
            .replace("${min}", Integer.toString(settings.fewest()))
            .replace("${max}", Integer.toString(settings.most()))
            .replace("${targetGroup}", balancer.targetGroupArn());
    Files.writeString(settings.directory().resolve("resources.yaml"), yaml);
    return opened(
        ControllerApp.start(
            ConfigLoader.parse("resources.yaml", yaml),
            new AwsClients(aws.ecs(), aws.elb(), aws.cloudWatch()),
            channel));
  }

  /** The fault that calls for a rotation: a runtime's instance has used its credits up. */
  void exhaustCredits() {
    String instance = services.instanceOfOldest(DemoServices.RUNTIME);
    aws.levers().creditBalance(instance, 0);
    narrator.say("FAULT: instance " + instance + ", which a runtime is on, is out of CPU credits");
  }

  String target() {
    return target;
  }

  ManagedChannel channel() {
    return channel;
  }

  /**
   * Connections that left a target which nobody is on any more, as the load balancer's flow table
   * has it: to be asked while the producers still call.
   */
  long movedConnections() {
    List<FlowRecord> flows = aws.dataPlane().flows();
    Set<TargetKey> alive =
        flows.stream()
            .filter(FlowRecord::open)
            .map(FlowRecord::target)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return flows.stream()
        .filter(flow -> flow.target() != null && !alive.contains(flow.target()))
        .filter(flow -> flow.bytesToTarget() > 0)
        .count();
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      AutoCloseable next = started.pop();
      try {
        next.close();
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      } catch (Exception failed) {
        narrator.say("could not stop " + next.getClass().getSimpleName() + ": " + failed);
      }
    }
  }
}
