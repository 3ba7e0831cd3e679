package dev.tidegate.cli;

import dev.tidegate.controller.app.RequestDesk;
import dev.tidegate.controller.model.RebalanceRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate fleet rebalance}. */
@Command(
    name = "rebalance",
    mixinStandardHelpOptions = true,
    description = {
      "Evens out the connections of a pool of runtimes by shedding the excess; replaces nothing.",
      "The controller that leads does it; this command asks, and watches with --wait. Run it after",
      "each deploy: a load balancer leaves old connections where they are."
    })
final class FleetRebalanceCommand implements Callable<Integer> {
  @Option(
      names = "--pool",
      paramLabel = "NAME",
      required = true,
      description = "The TargetPool's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String pool;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description =
          "Names the request; the same id is carried out once, so it can be watched again.")
  private @Nullable String id;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "30m",
      converter = Durations.class,
      description = "Watch until it is done (without a value: ${FALLBACK-VALUE}).")
  private @Nullable Duration wait;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      RequestDesk desk = new RequestDesk(server.channel(), server.timeout());
      String name = id == null ? "cli-" + UUID.randomUUID() : id;
      desk.request(new RebalanceRequest(name, pool));
      if (wait == null) {
        output.result(
            () -> ProtoJson.MAPPER.createObjectNode().put("id", name),
            () -> "asked for as " + name);
        return ExitCode.OK;
      }
      return new RequestWatch(desk, output).follow("rebalance", name, wait);
    }
  }
}
