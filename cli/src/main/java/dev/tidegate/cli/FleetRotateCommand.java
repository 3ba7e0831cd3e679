package dev.tidegate.cli;

import dev.tidegate.controller.app.RequestDesk;
import dev.tidegate.controller.model.RotationRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate fleet rotate}. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces one runtime without a failed call: a newcomer first, then the old one is emptied.",
      "The controller that leads does it; this command asks, and watches with --wait."
    })
final class FleetRotateCommand implements Callable<Integer> {
  @Option(
      names = "--pool",
      paramLabel = "NAME",
      required = true,
      description = "The TargetPool's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String pool;

  @Option(
      names = "--victim",
      paramLabel = "WHICH",
      defaultValue = RotationRequest.OLDEST,
      description = "oldest, busiest, or a task's ARN (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String victim;

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
      desk.request(new RotationRequest(name, pool, victim));
      if (wait == null) {
        output.result(
            () -> ProtoJson.MAPPER.createObjectNode().put("id", name),
            () -> "asked for as " + name);
        return ExitCode.OK;
      }
      return new RequestWatch(desk, output).follow("rotation", name, wait);
    }
  }
}
