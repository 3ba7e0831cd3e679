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
import dev.tidegate.localaws.fault.ServiceErrors;
import dev.tidegate.localaws.time.Driver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * The five SDK clients of one world, all behind one filter. Each is made when it is first asked
 * for: the proxy of an interface as wide as EC2's costs a second.
 */
final class Clients {

  private final Driver driver;
  private final CallFilter filter;
  private final Map<Class<?>, Object> made = new ConcurrentHashMap<>();

  Clients(Driver driver, CallFilter filter) {
    this.driver = driver;
    this.filter = filter;
  }

  EcsClient ecs() {
    return client(EcsClient.class, "ecs", EcsFace::new, EcsErrors.table());
  }

  ElasticLoadBalancingV2Client elb() {
    return client(
        ElasticLoadBalancingV2Client.class,
        "elasticloadbalancing",
        ElbFace::new,
        ElbErrors.table());
  }

  CloudWatchClient cloudWatch() {
    return client(
        CloudWatchClient.class, "cloudwatch", CloudWatchFace::new, CloudWatchErrors.table());
  }

  Ec2Client ec2() {
    return client(Ec2Client.class, "ec2", Ec2Face::new, Ec2Errors.table());
  }

  AutoScalingClient autoScaling() {
    return client(
        AutoScalingClient.class, "autoscaling", AutoScalingFace::new, AutoScalingErrors.table());
  }

  private <C extends SdkClient> C client(
      Class<C> type, String service, Function<Driver, C> operations, ServiceErrors errors) {
    return type.cast(
        made.computeIfAbsent(
            type, t -> SdkFace.of(type, service, operations.apply(driver), errors, filter)));
  }
}
