package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.DataClass;
import dev.tidegate.cdk.construct.HostSettings;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CpuCredits;

/**
 * What one stage's stacks are made of.
 *
 * @param stage dev or prod
 * @param imageTag tag of all images in the registry
 * @param zones availability zones to use, at least 2: an internal load balancer with one zone has
 *     no other place to send a client
 * @param natGateways 0 puts hosts into public subnets, reachable by nobody, with addresses of their
 *     own; that saves about a NAT gateway's monthly price per zone
 * @param hosts the container hosts
 * @param dataClass which store holds the jobs
 * @param removal what becomes of data and logs when their stack is deleted
 */
public record DeploymentSettings(
    Stage stage,
    String imageTag,
    int zones,
    int natGateways,
    HostSettings hosts,
    DataClass dataClass,
    RemovalPolicy removal) {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  /** Checks ranges. */
  public DeploymentSettings {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(hosts, "hosts");
    Objects.requireNonNull(dataClass, "dataClass");
    Objects.requireNonNull(removal, "removal");
    if (!TAG.matcher(imageTag).matches()) {
      throw new IllegalArgumentException("imageTag '" + imageTag + "' is no image tag");
    }
    if (zones < 2) {
      throw new IllegalArgumentException("zones is " + zones + ", must be at least 2");
    }
    if (natGateways < 0 || natGateways > zones) {
      throw new IllegalArgumentException(
          "natGateways is " + natGateways + ", must be 0 to " + zones);
    }
  }

  /**
   * The usual settings of a stage.
   *
   * @param imageTag may be left out in dev, where it is then {@code unreleased}: enough to look at
   *     the templates
   * @throws IllegalArgumentException if prod is asked for without an image tag
   */
  public static DeploymentSettings of(Stage stage, @Nullable String imageTag) {
    return switch (stage) {
      case DEV ->
          new DeploymentSettings(
              stage,
              imageTag == null ? "unreleased" : imageTag,
              2,
              0,
              HostSettings.of(2, 6, CpuCredits.STANDARD),
              DataClass.MEMORY,
              RemovalPolicy.DESTROY);
      case PROD ->
          new DeploymentSettings(
              stage,
              requireTag(imageTag),
              2,
              2,
              HostSettings.of(2, 20, CpuCredits.UNLIMITED).withDetailedMonitoring(),
              DataClass.MULTI_AZ_LOG,
              RemovalPolicy.RETAIN);
    };
  }

  /** Whether hosts have public addresses of their own because there is no NAT gateway. */
  public boolean hostsInPublicSubnets() {
    return natGateways == 0;
  }

  /** Name of the ECS cluster, and first part of other names. */
  public String clusterName() {
    return "tidegate-" + stage.id();
  }

  private static String requireTag(@Nullable String imageTag) {
    if (imageTag == null) {
      throw new IllegalArgumentException(
          "prod needs an image tag: -c imageTag=... (with Maven -Dtidegate.imageTag=...)");
    }
    return imageTag;
  }
}
