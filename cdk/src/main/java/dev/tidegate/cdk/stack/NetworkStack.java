package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.BurstableCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/** VPC and cluster. */
public final class NetworkStack extends Stack {
  private final Vpc vpc;
  private final BurstableCluster cluster;

  public NetworkStack(Construct scope, String id, DeploymentSettings settings) {
    super(scope, id);
    this.vpc =
        Vpc.Builder.create(this, "Vpc")
            .maxAzs(settings.zones())
            .natGateways(settings.natGateways())
            .subnetConfiguration(subnets(settings))
            // Image layers come from S3; this way they pass no NAT gateway. Free of charge.
            .gatewayEndpoints(
                Map.of(
                    "S3",
                    GatewayVpcEndpointOptions.builder()
                        .service(GatewayVpcEndpointAwsService.S3)
                        .build()))
            .build();
    this.cluster =
        new BurstableCluster(
            this, "Cluster", settings.clusterName(), placement(settings), settings.hosts());
  }

  private static List<SubnetConfiguration> subnets(DeploymentSettings settings) {
    List<SubnetConfiguration> subnets = new ArrayList<>();
    subnets.add(subnet("public", SubnetType.PUBLIC));
    if (!settings.hostsInPublicSubnets()) {
      subnets.add(subnet("hosts", SubnetType.PRIVATE_WITH_EGRESS));
    }
    // The load balancer and the store: no way in or out but the VPC.
    subnets.add(subnet("internal", SubnetType.PRIVATE_ISOLATED));
    return subnets;
  }

  private static SubnetConfiguration subnet(String name, SubnetType type) {
    return SubnetConfiguration.builder().name(name).subnetType(type).cidrMask(20).build();
  }

  private BurstableCluster.Placement placement(DeploymentSettings settings) {
    SubnetType type =
        settings.hostsInPublicSubnets() ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS;
    return new BurstableCluster.Placement(
        vpc, SubnetSelection.builder().subnetType(type).build(), settings.hostsInPublicSubnets());
  }

  Vpc vpc() {
    return vpc;
  }

  BurstableCluster cluster() {
    return cluster;
  }
}
