package dev.tidegate.cli;

import dev.tidegate.controller.config.ConfigException;
import dev.tidegate.controller.config.ConfigLoader;
import dev.tidegate.controller.plan.ControllerConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The YAML documents that say what is wanted. */
final class Resources {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "PATH",
      required = true,
      description = "A YAML file, or a directory of them: WorkerPool, TargetPool, Controller.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Path path;

  ControllerConfig load() {
    try {
      return ConfigLoader.load(path);
    } catch (ConfigException wrong) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }
}
