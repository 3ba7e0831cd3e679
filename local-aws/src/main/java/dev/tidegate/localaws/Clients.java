package dev.tidegate.localaws;

import dev.tidegate.localaws.autoscaling.AutoScalingErrors;
import dev.tidegate.localaws.autoscaling.AutoScalingFace;
import dev.tidegate.localaws.cloudwatch.CloudWatchErrors;
import dev.tidegate.localaws.cloudwatch.CloudWatchFace;
import dev.tidegate.localaws.ec2.Ec2Errors;
import dev.tidegate.localaws.ec2.Ec2Face;
import dev.tidegate.localaws.ecs.EcsErrors;
import dev.tidegate.localaws.ecs.EcsFace;
import dev.tidegate.localaws.elb.ElbErrors;
import dev.tidegate.localaws.elb.ElbFace;
import dev.tidegate.localaws.face.SdkFace;
import dev.tidegate.localaws.fault.CallFilter;
import dev.tidegate.localaws.time.Driver;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** The five SDK clients of one world, all behind one filter. */
record Clients(
    EcsClient ecs,
    ElasticLoadBalancingV2Client elb,
    CloudWatchClient cloudWatch,
    Ec2Client ec2,
    AutoScalingClient autoScaling) {

  static Clients of(Driver driver, CallFilter filter) {
    return new Clients(
        SdkFace.of(EcsClient.class, "ecs", new EcsFace(driver), EcsErrors.table(), filter),
        SdkFace.of(
            ElasticLoadBalancingV2Client.class,
            "elasticloadbalancing",
            new ElbFace(driver),
            ElbErrors.table(),
            filter),
        SdkFace.of(
            CloudWatchClient.class,
            "cloudwatch",
            new CloudWatchFace(driver),
            CloudWatchErrors.table(),
            filter),
        SdkFace.of(Ec2Client.class, "ec2", new Ec2Face(driver), Ec2Errors.table(), filter),
        SdkFace.of(
            AutoScalingClient.class,
            "autoscaling",
            new AutoScalingFace(driver),
            AutoScalingErrors.table(),
            filter));
  }
}
