package dev.tidegate.cdk.construct;

import java.util.List;
import software.amazon.awscdk.services.autoscaling.AutoScalingGroup;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.ecs.AsgCapacityProvider;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.EcsOptimizedImage;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * An ECS cluster on burstable EC2 hosts, with one capacity provider that starts hosts when tasks
 * find no room and drains a host before it ends.
 *
 * <p>The number of hosts is never in the template: a deployment would reset what the capacity
 * provider decided.
 */
public final class BurstableCluster extends Construct {
  /**
   * How full hosts should be, in percent. Below 100 so that there is room for one more task: a
   * deployment or a rotation adds a task before it ends one.
   */
  private static final int TARGET_CAPACITY_PERCENT = 80;

  private final Cluster cluster;
  private final SecurityGroup hostSecurityGroup;
  private final AsgCapacityProvider capacityProvider;

  /** Where hosts live and how they are reached from outside (not at all). */
  public record Placement(IVpc vpc, SubnetSelection subnets, boolean publicAddresses) {}

  public BurstableCluster(
      Construct scope, String id, String clusterName, Placement placement, HostSettings hosts) {
    super(scope, id);
    this.cluster =
        Cluster.Builder.create(this, "Cluster")
            .clusterName(clusterName)
            .vpc(placement.vpc())
            // Backlog, connections and credits come from elsewhere; the price would be per task.
            .containerInsightsV2(ContainerInsights.DISABLED)
            .build();
    this.hostSecurityGroup =
        SecurityGroup.Builder.create(this, "Hosts")
            .vpc(placement.vpc())
            .description("Container hosts: nothing comes in except what a service admits")
            .allowAllOutbound(true)
            .build();
    AutoScalingGroup group =
        AutoScalingGroup.Builder.create(this, "HostGroup")
            .vpc(placement.vpc())
            .vpcSubnets(placement.subnets())
            .launchTemplate(launchTemplate(placement, hosts))
            .minCapacity(hosts.minimum())
            .maxCapacity(hosts.maximum())
            .build();
    this.capacityProvider =
        AsgCapacityProvider.Builder.create(this, "Provider")
            .autoScalingGroup(group)
            .enableManagedScaling(true)
            .targetCapacityPercent(TARGET_CAPACITY_PERCENT)
            // A host that is to end is emptied first, by whomever its end was asked for.
            .enableManagedDraining(true)
            // A host with tasks is not chosen when the group shrinks.
            .enableManagedTerminationProtection(true)
            .build();
    cluster.addAsgCapacityProvider(capacityProvider);
    cluster.addDefaultCapacityProviderStrategy(
        List.of(
            software.amazon.awscdk.services.ecs.CapacityProviderStrategy.builder()
                .capacityProvider(capacityProvider.getCapacityProviderName())
                .weight(1)
                .build()));
  }

  private LaunchTemplate launchTemplate(Placement placement, HostSettings hosts) {
    Role role =
        Role.Builder.create(this, "HostRole")
            .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
            .managedPolicies(
                List.of(
                    // A shell without an open port or a key, for the day when a host misbehaves.
                    ManagedPolicy.fromAwsManagedPolicyName("AmazonSSMManagedInstanceCore")))
            .build();
    return LaunchTemplate.Builder.create(this, "HostTemplate")
        .instanceType(new InstanceType(hosts.instanceType()))
        .machineImage(EcsOptimizedImage.amazonLinux2023())
        .role(role)
        .securityGroup(hostSecurityGroup)
        .userData(UserData.forLinux())
        .requireImdsv2(true)
        // One hop ends at the host: a container in bridge mode cannot take on the host's role.
        .httpPutResponseHopLimit(1)
        .cpuCredits(hosts.credits())
        .detailedMonitoring(hosts.detailedMonitoring())
        .associatePublicIpAddress(placement.publicAddresses())
        .blockDevices(List.of(rootVolume(hosts.diskGib())))
        .build();
  }

  /** gp3: gp2's small volumes have a burst bucket of their own, a second hidden cliff. */
  private static BlockDevice rootVolume(int gib) {
    return BlockDevice.builder()
        .deviceName("/dev/xvda")
        .volume(
            BlockDeviceVolume.ebs(
                gib,
                EbsDeviceOptions.builder()
                    .volumeType(EbsDeviceVolumeType.GP3)
                    .encrypted(true)
                    .deleteOnTermination(true)
                    .build()))
        .build();
  }

  /** The ECS cluster. */
  public Cluster cluster() {
    return cluster;
  }

  /** The security group of every host; in bridge mode it is that of every container. */
  public ISecurityGroup hostSecurityGroup() {
    return hostSecurityGroup;
  }

  /** Where services place their tasks. */
  public AsgCapacityProvider capacityProvider() {
    return capacityProvider;
  }
}
