package dev.tidegate.cdk.stack;

import java.util.Locale;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.constructs.Construct;

/** The programs that are shipped as images, one Dockerfile each. */
public enum Image {
  RUNTIME,
  CONTROLLER,
  WORKER;

  /** Name of the registry, such as {@code tidegate-dev/runtime}. */
  String repositoryName(Stage stage) {
    return "tidegate-" + stage.id() + "/" + name().toLowerCase(Locale.ROOT);
  }

  /** The image by name and tag, without a reference to the stack that made the registry. */
  ContainerImage in(Construct scope, DeploymentSettings settings) {
    return ContainerImage.fromEcrRepository(
        Repository.fromRepositoryName(scope, "Registry" + name(), repositoryName(settings.stage())),
        settings.imageTag());
  }
}
