package dev.tidegate.cli;

import dev.tidegate.controller.aws.AwsClients;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Which AWS a command talks to. Credentials come from the SDK's usual chain. */
final class Aws {
  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "AWS region (default: the SDK's usual chain, e.g. AWS_REGION).")
  private @Nullable String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Another address for every AWS call, e.g. an emulator's.")
  private @Nullable URI endpoint;

  AwsClients clients() {
    try {
      return new AwsClients(
          configured(EcsClient.builder()).build(),
          configured(ElasticLoadBalancingV2Client.builder()).build(),
          configured(CloudWatchClient.builder()).build());
    } catch (SdkClientException incomplete) {
      throw incomplete(incomplete);
    }
  }

  SsmClient parameters() {
    try {
      return configured(SsmClient.builder()).build();
    } catch (SdkClientException incomplete) {
      throw incomplete(incomplete);
    }
  }

  private static CommandFailure incomplete(SdkClientException incomplete) {
    return new CommandFailure(
        ExitCode.USAGE,
        "no AWS client: " + incomplete.getMessage() + " (set --region or AWS_REGION)");
  }

  private <B extends AwsClientBuilder<B, ?>> B configured(B builder) {
    Optional.ofNullable(region).map(Region::of).ifPresent(builder::region);
    Optional.ofNullable(endpoint).ifPresent(builder::endpointOverride);
    return builder;
  }
}
