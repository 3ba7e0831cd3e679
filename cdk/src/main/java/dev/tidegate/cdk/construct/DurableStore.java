package dev.tidegate.cdk.construct;

import dev.tidegate.cdk.construct.TidegateData.StoreNetwork;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.memorydb.CfnACL;
import software.amazon.awscdk.services.memorydb.CfnCluster;
import software.amazon.awscdk.services.memorydb.CfnParameterGroup;
import software.amazon.awscdk.services.memorydb.CfnSubnetGroup;
import software.amazon.awscdk.services.memorydb.CfnUser;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * MemoryDB: one shard, TLS, and one user with a generated password. A write is acknowledged once it
 * is in a log over several zones.
 */
final class DurableStore {
  /** All keys, all channels; no command that reconfigures, inspects by blocking, or deletes all. */
  private static final String ACCESS = "on ~* &* +@all -@dangerous +info +role";

  /**
   * None while the runtime speaks to one node: the cluster's address may lead to a replica, which
   * sends every call away. The log is over several zones with or without replicas; without one, the
   * store is away for the minutes in which a failed node is replaced.
   */
  private static final int REPLICAS = 0;

  private DurableStore() {}

  static RedisUrl define(Construct scope, StoreNetwork network, RemovalPolicy removal) {
    Secret password =
        Secret.Builder.create(scope, "Password")
            .description("Password of the runtime's user in MemoryDB")
            .generateSecretString(
                SecretStringGenerator.builder()
                    .passwordLength(48)
                    // It becomes a part of a URL.
                    .excludePunctuation(true)
                    .build())
            .removalPolicy(removal)
            .build();
    CfnCluster cluster = cluster(scope, network, acl(scope, password));
    cluster.applyRemovalPolicy(removal);
    Secret url =
        Secret.Builder.create(scope, "Url")
            .description("Redis URL with user and password, for the runtime")
            .secretStringValue(
                SecretValue.unsafePlainText(
                    "rediss://"
                        + shortName(scope)
                        + ":"
                        // A reference that CloudFormation resolves: the template holds no password.
                        + password.getSecretValue().unsafeUnwrap()
                        + "@"
                        + cluster.getAttrClusterEndpointAddress()
                        + ":"
                        + TidegateData.PORT))
            .removalPolicy(removal)
            .build();
    return new RedisUrl.FromSecret(
        software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(url));
  }

  private static CfnACL acl(Construct scope, Secret password) {
    CfnUser user =
        CfnUser.Builder.create(scope, "User")
            .userName(shortName(scope))
            .accessString(ACCESS)
            .authenticationMode(
                Map.of(
                    "Type",
                    "password",
                    "Passwords",
                    List.of(password.getSecretValue().unsafeUnwrap())))
            .build();
    return CfnACL.Builder.create(scope, "Acl")
        .aclName(shortName(scope))
        .userNames(List.of(user.getRef()))
        .build();
  }

  private static CfnCluster cluster(Construct scope, StoreNetwork network, CfnACL acl) {
    CfnSubnetGroup subnets =
        CfnSubnetGroup.Builder.create(scope, "StoreSubnets")
            .subnetGroupName(shortName(scope))
            .subnetIds(network.subnetIds())
            .build();
    CfnParameterGroup parameters =
        CfnParameterGroup.Builder.create(scope, "StoreParameters")
            .parameterGroupName(shortName(scope))
            .family("memorydb_valkey7")
            .description("Jobs are never evicted")
            .parameters(TidegateData.PARAMETERS)
            .build();
    return CfnCluster.Builder.create(scope, "MemoryDb")
        .clusterName(shortName(scope))
        .engine("valkey")
        .engineVersion("7.3")
        .nodeType("db.t4g.small")
        .numShards(1)
        .numReplicasPerShard(REPLICAS)
        .tlsEnabled(true)
        .aclName(acl.getRef())
        .parameterGroupName(parameters.getRef())
        .subnetGroupName(subnets.getRef())
        .securityGroupIds(network.securityGroupIds())
        .snapshotRetentionLimit(7)
        .build();
  }

  /** MemoryDB wants names, of at most 40 characters, lower case. */
  private static String shortName(Construct scope) {
    return Names.uniqueResourceName(
            scope, UniqueResourceNameOptions.builder().maxLength(30).separator("-").build())
        .toLowerCase(Locale.ROOT);
  }
}
