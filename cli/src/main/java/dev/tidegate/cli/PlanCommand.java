package dev.tidegate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tidegate.controller.app.ControllerApp;
import dev.tidegate.controller.app.PlanView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidegate plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Prints what the controller would do now, and why; changes nothing.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private final Resources resources = new Resources();
  @Mixin private final Aws aws = new Aws();
  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    try (server) {
      PlanView plan = ControllerApp.plan(resources.load(aws), aws.clients(), server.channel());
      output.line(
          output.isJson() ? ProtoJson.MAPPER.readTree(plan.json()).toString() : plan.text());
      return ExitCode.OK;
    }
  }
}
