package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.Connection;
import dev.tidegate.proto.fleet.v1.ListConnectionsRequest;
import dev.tidegate.proto.fleet.v1.ListConnectionsResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidegate fleet connections}. */
@Command(
    name = "connections",
    mixinStandardHelpOptions = true,
    description = "Lists the connections of one runtime, busiest first.")
final class FleetConnectionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUNTIME", description = "The runtime's id, see 'fleet ls'.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String runtime;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      ListConnectionsResponse answer =
          server
              .fleet()
              .listConnections(ListConnectionsRequest.newBuilder().setRuntimeId(runtime).build());
      output.result(() -> ProtoJson.of(answer), () -> table(answer.getConnectionsList()));
      return ExitCode.OK;
    }
  }

  private static String table(List<Connection> connections) {
    Table table =
        new Table("ID", "PEER", "CLASS", "CLIENT", "AGE", "RPC/S", "RPCS", "STREAMS", "STATE");
    for (Connection connection : connections) {
      table.row(
          connection.getConnectionId(),
          connection.getPeer(),
          connection.getClass_().name().replace("CONNECTION_CLASS_", "").toLowerCase(Locale.ROOT),
          connection.getClient().isEmpty() ? connection.getUserAgent() : connection.getClient(),
          Durations.text(connection.getAgeMs()),
          String.format(Locale.ROOT, "%.1f", connection.getRpcPerSecond()),
          connection.getRpcTotal(),
          connection.getOpenStreams(),
          connection.getShedding() ? "shedding" : "open");
    }
    return table.toString();
  }
}
