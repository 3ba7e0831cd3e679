package dev.tidegate.cli;

import dev.tidegate.queue.app.RuntimeServer;
import dev.tidegate.queue.app.StartupException;
import dev.tidegate.queue.config.ConfigException;
import dev.tidegate.queue.config.RuntimeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code tidegate serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one queue runtime: the gRPC API before Redis. Without --redis it starts a Redis of its",
      "own, which keeps its data in --data-dir and syncs every write.",
      "",
      "Each setting may also stand in the environment: --drain-lag 5s is TIDEGATE_DRAIN_LAG=5s.",
      "",
      "  --listen-host HOST        where to listen (127.0.0.1)",
      "  --listen-port PORT        7400; 0 takes any free one",
      "  --insecure-listen-anywhere  allow another host than loopback: there is no login yet",
      "  --redis URL               redis://[user:password@]host:port[/database], or rediss://",
      "  --data-dir DIR            files of the embedded Redis (tidegate-data)",
      "  --key-prefix TEXT         before every key in Redis",
      "  --durability CLASS        verify, fsync or memory: what you declare of a Redis that may",
      "                            not be asked (verify)",
      "  --drain-lag DURATION      how long the load balancer may still send new connections after",
      "                            SIGTERM (10s)",
      "  --stream-grace DURATION   how long open calls get at the end (30s)",
      "  --heartbeat-interval DURATION  how often workers vouch for their jobs (3s)",
      "  --recovery-grace DURATION how long nothing is recovered after an outage of Redis (10s)",
      "  --max-message-size SIZE   largest request (4MB)",
      "  --max-metadata-size SIZE  largest sum of headers (16KB)",
      "  --maintenance-only        recover and promote jobs, serve nobody",
      "",
      "SIGTERM and Ctrl-C drain: connections are moved on, open calls end by themselves."
    })
final class ServeCommand implements Callable<Integer> {
  private static final String PORT = "listen-port";

  @Unmatched private List<String> settings = new ArrayList<>();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    RuntimeServer server = start();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.drainAndStop("SIGTERM");
                  ended.countDown();
                },
                "tidegate-serve-stop"));
    output.result(
        () ->
            ProtoJson.MAPPER
                .createObjectNode()
                .put("runtimeId", server.runtimeId())
                .put("address", server.identity().address()),
        () -> "runtime " + server.runtimeId() + " serves on " + server.identity().address());
    ended.await();
    return ExitCode.OK;
  }

  private RuntimeServer start() {
    try {
      return RuntimeServer.start(RuntimeConfig.of(withPort(), System.getenv()));
    } catch (ConfigException wrong) {
      throw new CommandFailure(
          ExitCode.USAGE, String.join(System.lineSeparator() + "tidegate: ", wrong.problems()));
    } catch (StartupException refused) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(refused.getMessage()));
    }
  }

  /** A server that people start by hand has a fixed port; one that programs start says its own. */
  private List<String> withPort() {
    Map<String, String> environment = System.getenv();
    boolean said =
        environment.containsKey("TIDEGATE_LISTEN_PORT")
            || settings.stream()
                .anyMatch(flag -> flag.equals("--" + PORT) || flag.startsWith("--" + PORT + "="));
    List<String> all = new ArrayList<>(settings);
    if (!said) {
      all.add("--" + PORT + "=" + Server.DEFAULT_PORT);
    }
    return all;
  }
}
