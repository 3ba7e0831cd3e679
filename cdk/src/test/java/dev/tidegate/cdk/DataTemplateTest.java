package dev.tidegate.cdk;

import static dev.tidegate.cdk.ResourceMap.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.cdk.stack.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store of each stage. */
class DataTemplateTest {
  @Test
  void productionHasADurableStoreWithEncryptionAndAnAccessList() {
    Map<String, Object> store =
        Synthesized.template(Stage.PROD, "data").only("AWS::MemoryDB::Cluster");
    assertThat(store)
        .containsEntry("TLSEnabled", true)
        // The runtime routes to no other node: one shard, one node.
        .containsEntry("NumShards", 1)
        .containsEntry("NumReplicasPerShard", 0)
        .containsKey("ACLName");
    assertThat(Synthesized.template(Stage.PROD, "data").byId().values())
        .filteredOn(resource -> "AWS::MemoryDB::Cluster".equals(resource.get("Type")))
        .allSatisfy(resource -> assertThat(resource).containsEntry("DeletionPolicy", "Retain"));
  }

  @Test
  void neitherStoreEvictsJobs() {
    assertThat(
            map(
                Synthesized.template(Stage.PROD, "data")
                    .only("AWS::MemoryDB::ParameterGroup")
                    .get("Parameters")))
        .containsEntry("maxmemory-policy", "noeviction");
    assertThat(
            map(
                Synthesized.template(Stage.DEV, "data")
                    .only("AWS::ElastiCache::ParameterGroup")
                    .get("Properties")))
        .containsEntry("maxmemory-policy", "noeviction");
  }

  @Test
  void developmentHasOneEncryptedNode() {
    assertThat(Synthesized.template(Stage.DEV, "data").only("AWS::ElastiCache::ReplicationGroup"))
        .containsEntry("NumCacheClusters", 1)
        .containsEntry("TransitEncryptionEnabled", true)
        .containsEntry("Engine", "valkey");
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void onlyTheHostsReachTheStore(Stage stage) {
    assertThat(Synthesized.template(stage, "data").only("AWS::EC2::SecurityGroupIngress"))
        .containsEntry("FromPort", 6379)
        .containsEntry("ToPort", 6379)
        .containsKey("SourceSecurityGroupId")
        .doesNotContainKeys("CidrIp", "CidrIpv6");
  }

  @Test
  void developmentPaysForNoNatGateway() {
    assertThat(Synthesized.template(Stage.DEV, "network").ofType("AWS::EC2::NatGateway")).isEmpty();
    assertThat(Synthesized.template(Stage.PROD, "network").ofType("AWS::EC2::NatGateway"))
        .hasSize(2);
  }
}
