package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesResponse;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidegate fleet ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the runtimes with phase, connections, load and what was asked of them.")
final class FleetLsCommand implements Callable<Integer> {
  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      ListRuntimesResponse fleet =
          server.fleet().listRuntimes(ListRuntimesRequest.getDefaultInstance());
      output.result(() -> ProtoJson.of(fleet), () -> table(fleet));
      return ExitCode.OK;
    }
  }

  private static String table(ListRuntimesResponse fleet) {
    Table table =
        new Table(
            "RUNTIME",
            "PHASE",
            "ADDRESS",
            "CONNECTIONS",
            "STREAMS",
            "RPC/S",
            "SHED",
            "BOUNCED",
            "AGE",
            "DIRECTIVE",
            "STANDS AT");
    for (RuntimeStatus runtime : fleet.getRuntimesList()) {
      table.row(
          runtime.getRuntimeId(),
          runtime.getPhase().name().replace("PHASE_", "").toLowerCase(Locale.ROOT),
          runtime.getAdvertisedAddress().isEmpty()
              ? runtime.getAddress()
              : runtime.getAdvertisedAddress(),
          runtime.getLoad().getConnections(),
          runtime.getLoad().getOpenStreams(),
          String.format(Locale.ROOT, "%.1f", runtime.getLoad().getRpcPerSecond()),
          runtime.getShedTotal(),
          runtime.getBouncedTotal(),
          Durations.text(fleet.getObservedAtMs() - runtime.getStartedAtMs()),
          directive(fleet, runtime.getRuntimeId()),
          runtime.getConverging());
    }
    return table.toString();
  }

  private static String directive(ListRuntimesResponse fleet, String runtimeId) {
    return fleet.getDirectivesList().stream()
        .filter(directive -> directive.getRuntimeId().equals(runtimeId))
        .map(FleetLsCommand::describe)
        .findFirst()
        .orElse("-");
  }

  private static String describe(Directive directive) {
    String mode = directive.getMode() == Directive.Mode.MODE_DRAIN ? "drain" : "serve";
    return mode
        + (directive.hasConnectionCap() ? ", cap " + directive.getConnectionCap() : "")
        + (directive.hasShed() ? ", shed " + directive.getShed().getConnections() : "");
  }
}
