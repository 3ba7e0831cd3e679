package dev.tidegate.cli;

import dev.tidegate.controller.aws.ParameterDocuments;
import dev.tidegate.controller.config.ConfigException;
import dev.tidegate.controller.config.ConfigLoader;
import dev.tidegate.controller.plan.ControllerConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The YAML documents that say what is wanted. */
final class Resources {
  private static final String SSM = "ssm:";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "PATH",
      required = true,
      description = {
        "A YAML file, or a directory of them: WorkerPool, TargetPool, Controller.",
        "ssm:/path reads the Systems Manager parameters below that path instead."
      })
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String path;

  ControllerConfig load(Aws aws) {
    try {
      return path.startsWith(SSM) ? fromParameters(aws) : ConfigLoader.load(Path.of(path));
    } catch (ConfigException wrong) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  private ControllerConfig fromParameters(Aws aws) {
    try (SsmClient parameters = aws.parameters()) {
      return ConfigLoader.parseAll(
          path, ParameterDocuments.read(parameters, path.substring(SSM.length())));
    }
  }
}
