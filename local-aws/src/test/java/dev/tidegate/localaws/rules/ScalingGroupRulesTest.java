package dev.tidegate.localaws.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.world.machine.InstanceType;
import dev.tidegate.localaws.world.machine.ScalingGroupSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/** Auto Scaling groups: capacity that takes time to come, and instances that are chosen to go. */
class ScalingGroupRulesTest {

  private static final ScalingGroupSpec GROUP =
      new ScalingGroupSpec(
          "pool",
          InstanceType.named("t3.small"),
          List.of("eu-west-1a", "eu-west-1b"),
          1,
          4,
          2,
          false);

  private final Account account =
      new Account(
          LocalAws.virtual(
              LocalAwsConfig.usual(61).with(Scenario.fleet("t3.small", 0).with(GROUP))));

  private AutoScalingGroup group() {
    return account.aws.autoScaling().describeAutoScalingGroups().autoScalingGroups().get(0);
  }

  private void desired(int count) {
    account
        .aws
        .autoScaling()
        .setDesiredCapacity(r -> r.autoScalingGroupName("pool").desiredCapacity(count));
  }

  private int inCluster() {
    return account
        .ecs
        .listContainerInstances(r -> r.cluster(Account.CLUSTER))
        .containerInstanceArns()
        .size();
  }

  /** Assumed: 60 to 120 s of boot until an instance has joined its cluster. */
  @Test
  void aNewInstanceJoinsTheClusterOnlyAfterItHasBooted() {
    assertThat(inCluster()).isEqualTo(2);
    desired(3);
    assertThat(group().instances())
        .extracting(Instance::lifecycleStateAsString)
        .contains("Pending");
    account.aws.advance(Duration.ofSeconds(59));
    assertThat(inCluster()).isEqualTo(2);
    account.aws.advance(Duration.ofSeconds(62));
    assertThat(inCluster()).isEqualTo(3);
  }

  /** SetInstanceProtection: a protected instance is not chosen, and 50 is the most in one call. */
  @Test
  void scaleInSparesTheProtectedInstance() {
    String guarded = group().instances().get(0).instanceId();
    account
        .aws
        .autoScaling()
        .setInstanceProtection(
            r -> r.autoScalingGroupName("pool").instanceIds(guarded).protectedFromScaleIn(true));
    desired(1);
    account.aws.advance(Duration.ofMinutes(2));
    assertThat(group().instances()).extracting(Instance::instanceId).containsExactly(guarded);
    assertThatThrownBy(
            () ->
                account
                    .aws
                    .autoScaling()
                    .setInstanceProtection(
                        r ->
                            r.autoScalingGroupName("pool")
                                .instanceIds(Collections.nCopies(51, guarded))
                                .protectedFromScaleIn(true)))
        .hasMessageContaining("50");
  }

  /** TerminateInstanceInAutoScalingGroup: replaced, unless the desired capacity falls with it. */
  @Test
  void aChosenInstanceIsReplacedUnlessTheDesiredCapacityFallsWithIt() {
    String first = group().instances().get(0).instanceId();
    terminate(first, false);
    account.aws.advance(Duration.ofMinutes(4));
    assertThat(group().instances()).hasSize(2).noneMatch(i -> i.instanceId().equals(first));
    terminate(group().instances().get(0).instanceId(), true);
    account.aws.advance(Duration.ofMinutes(4));
    assertThat(group().instances()).hasSize(1);
    assertThat(group().desiredCapacity()).isEqualTo(1);
    assertThat(inCluster()).isEqualTo(1);
  }

  private void terminate(String id, boolean decrement) {
    account
        .aws
        .autoScaling()
        .terminateInstanceInAutoScalingGroup(
            r -> r.instanceId(id).shouldDecrementDesiredCapacity(decrement));
  }

  @Test
  void theBoundsOfAGroupHold() {
    assertThatThrownBy(() -> desired(5)).hasMessageContaining("max 4");
    assertThatThrownBy(() -> desired(0)).hasMessageContaining("min 1");
  }
}
