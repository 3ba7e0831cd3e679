package dev.tidegate.cdk.stack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecr.LifecycleRule;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecr.RepositoryEncryption;
import software.amazon.awscdk.services.ecr.TagMutability;
import software.constructs.Construct;

/** What has to be there before the first image is pushed: one registry per program. */
public final class BootstrapStack extends Stack {
  /** Images kept per program; enough to go back a long way. */
  private static final int IMAGES_KEPT = 50;

  private final Map<Image, Repository> repositories = new EnumMap<>(Image.class);

  public BootstrapStack(Construct scope, String id, DeploymentSettings settings) {
    super(scope, id);
    for (Image image : Image.values()) {
      repositories.put(
          image,
          Repository.Builder.create(this, image.name())
              .repositoryName(image.repositoryName(settings.stage()))
              // A tag is a release: what was tested is what runs.
              .imageTagMutability(TagMutability.IMMUTABLE)
              .imageScanOnPush(true)
              .encryption(RepositoryEncryption.AES_256)
              .lifecycleRules(List.of(LifecycleRule.builder().maxImageCount(IMAGES_KEPT).build()))
              .removalPolicy(settings.removal())
              .build());
    }
  }

  Repository repository(Image image) {
    Repository repository = repositories.get(image);
    if (repository == null) {
      throw new IllegalStateException("no registry for " + image);
    }
    return repository;
  }
}
