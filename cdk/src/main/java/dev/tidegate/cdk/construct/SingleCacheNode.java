package dev.tidegate.cdk.construct;

import dev.tidegate.cdk.construct.TidegateData.StoreNetwork;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.elasticache.CfnParameterGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.amazon.awscdk.services.elasticache.CfnSubnetGroup;
import software.constructs.Construct;

/**
 * One ElastiCache node with Valkey. It offers no append-only file, so that its jobs do not outlive
 * it: {@link DataClass#MEMORY}.
 */
final class SingleCacheNode {
  private SingleCacheNode() {}

  static RedisUrl define(Construct scope, StoreNetwork network, RemovalPolicy removal) {
    CfnSubnetGroup subnets =
        CfnSubnetGroup.Builder.create(scope, "CacheSubnets")
            .description("Where the cache node lives")
            .subnetIds(network.subnetIds())
            .build();
    CfnParameterGroup parameters =
        CfnParameterGroup.Builder.create(scope, "CacheParameters")
            .cacheParameterGroupFamily("valkey8")
            .description("Jobs are never evicted")
            .properties(TidegateData.PARAMETERS)
            .build();
    CfnReplicationGroup node =
        CfnReplicationGroup.Builder.create(scope, "Cache")
            .replicationGroupDescription("Jobs of a stage that may lose them")
            .engine("valkey")
            .engineVersion("8.0")
            .cacheNodeType("cache.t4g.micro")
            .numCacheClusters(1)
            .automaticFailoverEnabled(false)
            .multiAzEnabled(false)
            .transitEncryptionEnabled(true)
            .transitEncryptionMode("required")
            .atRestEncryptionEnabled(true)
            .port(TidegateData.PORT)
            .cacheParameterGroupName(parameters.getRef())
            .cacheSubnetGroupName(subnets.getRef())
            .securityGroupIds(network.securityGroupIds())
            .build();
    node.applyRemovalPolicy(removal);
    return new RedisUrl.Plain(
        "rediss://"
            + node.getAttrPrimaryEndPointAddress()
            + ":"
            + node.getAttrPrimaryEndPointPort());
  }
}
