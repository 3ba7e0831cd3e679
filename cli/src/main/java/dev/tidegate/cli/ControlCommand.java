package dev.tidegate.cli;

import dev.tidegate.controller.app.ControllerApp;
import dev.tidegate.controller.aws.AwsClients;
import dev.tidegate.controller.plan.ControllerConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidegate control}. */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the controller: sizes worker pools by their backlog in seconds of work, and moves",
      "connections. Several may run; one leads. Each decision goes to the ledger, one JSON object",
      "a line, on standard output unless the Controller document names a file."
    })
final class ControlCommand implements Callable<Integer> {
  @Mixin private final Resources resources = new Resources();
  @Mixin private final Aws aws = new Aws();
  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    ControllerConfig config = resources.load(aws);
    AwsClients clients = aws.clients();
    ControllerApp app = ControllerApp.start(config, clients, server.channel());
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  app.close();
                  server.close();
                  ended.countDown();
                },
                "tidegate-control-stop"));
    output.note(
        "controller runs: "
            + config.workerPools().size()
            + " worker pools, "
            + config.targetPools().size()
            + " target pools, fleet at "
            + server.target());
    ended.await();
    return ExitCode.OK;
  }
}
