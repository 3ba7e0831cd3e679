package dev.tidegate.controller.aws;

import java.util.Objects;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** The SDK clients that the controller calls; whoever made them closes them. */
public record AwsClients(
    EcsClient ecs, ElasticLoadBalancingV2Client elb, CloudWatchClient cloudWatch) {
  public AwsClients {
    Objects.requireNonNull(ecs, "ecs");
    Objects.requireNonNull(elb, "elb");
    Objects.requireNonNull(cloudWatch, "cloudWatch");
  }
}
