package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.ServeAllRequest;
import dev.tidegate.proto.fleet.v1.ServeAllResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate fleet serve-all}: break-glass. */
@Command(
    name = "serve-all",
    mixinStandardHelpOptions = true,
    description = {
      "Break-glass: removes every drain, cap and shed, so that all runtimes and workers serve.",
      "A living controller writes its directives anew: pause it first if it is the trouble."
    })
final class FleetServeAllCommand implements Callable<Integer> {
  @Option(
      names = "--reason",
      defaultValue = "break-glass from the command line",
      description = "Kept in the servers' logs.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String reason;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      ServeAllResponse answer =
          server.fleet().serveAll(ServeAllRequest.newBuilder().setReason(reason).build());
      output.result(
          () -> ProtoJson.of(answer),
          () ->
              "removed "
                  + answer.getDirectivesRemoved()
                  + " directives and "
                  + answer.getWorkerDrainsRemoved()
                  + " worker drains");
      return ExitCode.OK;
    }
  }
}
