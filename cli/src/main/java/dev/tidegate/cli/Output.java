package dev.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The {@code --json} switch, and the one place that prints results. */
final class Output {
  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /** The result, in the form that was asked for. */
  void result(Supplier<? extends JsonNode> asJson, Supplier<String> asText) {
    line(json ? asJson.get().toString() : asText.get());
  }

  void line(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }

  /** Progress and hints: never mixed into the result. */
  void note(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }
}
