package dev.tidegate.cdk.construct;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.constructs.Construct;

/**
 * The store that holds the jobs, reachable from the container hosts only, always encrypted on the
 * wire, and always with {@code noeviction}: any other policy lets Redis delete queued jobs when its
 * memory is full, and the runtime refuses to start on it.
 */
public final class TidegateData extends Construct {
  /** Port of either kind of store. */
  public static final int PORT = 6379;

  /** Parameters of either kind of store. */
  static final Map<String, String> PARAMETERS = Map.of("maxmemory-policy", "noeviction");

  private final RedisUrl url;
  private final DataClass dataClass;

  public TidegateData(
      Construct scope,
      String id,
      IVpc vpc,
      ISecurityGroup clients,
      DataClass dataClass,
      RemovalPolicy removal) {
    super(scope, id);
    this.dataClass = dataClass;
    SecurityGroup admitted =
        SecurityGroup.Builder.create(this, "Store")
            .vpc(vpc)
            .description("Redis: from the container hosts only")
            .allowAllOutbound(false)
            .build();
    admitted.addIngressRule(clients, Port.tcp(PORT), "runtimes on the container hosts");
    List<String> subnets =
        vpc.selectSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .getSubnetIds();
    StoreNetwork network = new StoreNetwork(subnets, List.of(admitted.getSecurityGroupId()));
    this.url =
        switch (dataClass) {
          case MEMORY -> SingleCacheNode.define(this, network, removal);
          case MULTI_AZ_LOG -> DurableStore.define(this, network, removal);
        };
  }

  /** Where a store is put. */
  record StoreNetwork(List<String> subnetIds, List<String> securityGroupIds) {}

  /** The URL for the runtime. */
  public RedisUrl url() {
    return url;
  }

  /** What the store promises. */
  public DataClass dataClass() {
    return dataClass;
  }
}
