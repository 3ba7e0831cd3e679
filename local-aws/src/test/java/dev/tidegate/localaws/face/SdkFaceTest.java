package dev.tidegate.localaws.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.fault.FaultRule;
import dev.tidegate.localaws.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DuplicateTargetGroupNameException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidTargetException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ResourceInUseException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAssociationLimitException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;

/**
 * What an SDK caller meets at the edges: errors, limits, pages, faults, and what is not modelled.
 */
class SdkFaceTest {

  private final Account account = new Account(LocalAws.virtual(51));

  @Test
  void whatIsNotModelledIsRefusedByItsName() {
    assertThatThrownBy(() -> account.ecs.createCapacityProvider(r -> r.name("x")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("local-aws does not model ecs:CreateCapacityProvider");
    assertThatThrownBy(() -> account.elb.waiter())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("elasticloadbalancing:waiter");
    assertThatThrownBy(
            () ->
                account.elb.createTargetGroup(r -> r.name("x").port(1).protocol(ProtocolEnum.UDP)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("UDP");
  }

  @Test
  void unknownThingsAreRefusedWithAwsErrorCodes() {
    assertThatExceptionOfType(ClusterNotFoundException.class)
        .isThrownBy(() -> account.ecs.listTasks(r -> r.cluster("nope")))
        .satisfies(
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ClusterNotFoundException"))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
    assertThatExceptionOfType(ServiceNotFoundException.class)
        .isThrownBy(() -> account.desired("nope", 1));
    assertThatExceptionOfType(TargetGroupNotFoundException.class)
        .isThrownBy(() -> account.health("arn:nope"))
        .satisfies(
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("TargetGroupNotFound"));
    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> account.aws.ec2().describeInstances(r -> r.instanceIds("i-nope")))
        .satisfies(
            e ->
                assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo("InvalidInstanceID.NotFound"));
  }

  @Test
  void loadBalancerRulesAreChecked() {
    String group = account.group("app");
    assertThatExceptionOfType(DuplicateTargetGroupNameException.class)
        .isThrownBy(() -> account.group("app"));
    account.exposed(group);
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> account.register(group, "i-nope", 1));
    assertThatExceptionOfType(ResourceInUseException.class)
        .isThrownBy(() -> account.elb.deleteTargetGroup(r -> r.targetGroupArn(group)));
    // aws-load-balancer-controller #4528: a group belongs to one Network Load Balancer only.
    String other = account.loadBalancer("other");
    assertThatExceptionOfType(TargetGroupAssociationLimitException.class)
        .isThrownBy(() -> account.listener(other, 1, Account.weighted(group, 1)));
    assertThatThrownBy(
            () -> account.attribute(group, "deregistration_delay.timeout_seconds", "3601"))
        .hasMessageContaining("3601");
  }

  @Test
  void aServiceIsRefusedAGroupThatNoLoadBalancerUses() {
    String group = account.group("app");
    String definition = account.definition("app");
    assertRefused(() -> account.balancedService("app", definition, 1, group));
    account.exposed(group);
    account.balancedService("app", definition, 1, group);
    assertThat(account.service("app").loadBalancers()).hasSize(1);
  }

  /** What cannot be described comes back as a failure inside a successful answer. */
  @Test
  void missingThingsAreFailuresInASuccessfulAnswer() {
    account.service("worker", account.definition("worker"), 1);
    var services =
        account.ecs.describeServices(r -> r.cluster(Account.CLUSTER).services("worker", "nope"));
    assertThat(services.services()).hasSize(1);
    assertThat(services.failures())
        .singleElement()
        .satisfies(f -> assertThat(f.reason() + " " + f.arn()).isEqualTo("MISSING nope"));
    var tasks = account.ecs.describeTasks(r -> r.cluster(Account.CLUSTER).tasks("nope"));
    assertThat(tasks.failures()).hasSize(1);
  }

  @Test
  void listsThatAreTooLongAreRefused() {
    assertRefused(
        () ->
            account.ecs.describeServices(
                r -> r.cluster(Account.CLUSTER).services(Collections.nCopies(11, "s"))));
    assertRefused(
        () ->
            account.ecs.describeTasks(
                r -> r.cluster(Account.CLUSTER).tasks(Collections.nCopies(101, "t"))));
    assertRefused(
        () ->
            account.ecs.updateTaskProtection(
                r ->
                    r.cluster(Account.CLUSTER)
                        .tasks(Collections.nCopies(11, "t"))
                        .protectionEnabled(true)));
  }

  @Test
  void protectionExpiryHasItsRange() {
    for (int minutes : new int[] {0, 2881}) {
      assertRefused(
          () ->
              account.ecs.updateTaskProtection(
                  r ->
                      r.cluster(Account.CLUSTER)
                          .tasks("t")
                          .protectionEnabled(true)
                          .expiresInMinutes(minutes)));
    }
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(InvalidParameterException.class).isThrownBy(call);
  }

  /**
   * "Protect your Amazon ECS tasks": partial failure, and DEPLOYMENT_BLOCKED above the desired
   * count.
   */
  @Test
  void protectionAnswersWithFailuresBesideSuccess() {
    account.service("worker", account.definition("worker"), 2);
    account.untilRunning("worker", 2);
    String first = account.running("worker").get(0).taskArn();
    String second = account.running("worker").get(1).taskArn();
    var mixed =
        account.ecs.updateTaskProtection(
            r -> r.cluster(Account.CLUSTER).tasks(first, "nope").protectionEnabled(true));
    assertThat(mixed.protectedTasks())
        .singleElement()
        .satisfies(
            t ->
                assertThat(Duration.between(account.aws.clock().instant(), t.expirationDate()))
                    .isEqualTo(Duration.ofHours(2)));
    assertThat(mixed.failures()).extracting(f -> f.reason()).containsExactly("MISSING");
    account.desired("worker", 1);
    var blocked =
        account.ecs.updateTaskProtection(
            r -> r.cluster(Account.CLUSTER).tasks(second).protectionEnabled(true));
    assertThat(blocked.failures())
        .extracting(f -> f.reason())
        .containsExactly("DEPLOYMENT_BLOCKED");
  }

  /** ListTasks answers at most 100 names and a token for the rest. */
  @Test
  void aLongListComesInPages() {
    Account big =
        new Account(LocalAws.virtual(LocalAwsConfig.usual(1).with(Scenario.fleet("m5.large", 20))));
    big.service("worker", big.definition("worker"), 130);
    big.untilRunning("worker", 130);
    ListTasksResponse first = big.ecs.listTasks(r -> r.cluster(Account.CLUSTER));
    assertThat(first.taskArns()).hasSize(100);
    ListTasksResponse second =
        big.ecs.listTasks(r -> r.cluster(Account.CLUSTER).nextToken(first.nextToken()));
    assertThat(second.taskArns()).hasSize(30);
    assertThat(second.nextToken()).isNull();
    List<String> all = new ArrayList<>(first.taskArns());
    all.addAll(second.taskArns());
    assertThat(all).doesNotHaveDuplicates();
    assertThat(big.ecs.listTasksPaginator(r -> r.cluster(Account.CLUSTER)).taskArns())
        .containsExactlyElementsOf(all);
    assertRefused(() -> big.ecs.listTasks(r -> r.cluster(Account.CLUSTER).nextToken("x")));
  }

  @Test
  void putMetricsCanBeReadAfterTheirLag() {
    Instant at = account.aws.clock().instant();
    account
        .aws
        .cloudWatch()
        .putMetricData(
            r ->
                r.namespace("Tidegate")
                    .metricData(
                        MetricDatum.builder()
                            .metricName("Backlog")
                            .value(3.0)
                            .timestamp(at)
                            .build(),
                        MetricDatum.builder()
                            .metricName("Backlog")
                            .value(5.0)
                            .timestamp(at.plusSeconds(1))
                            .build()));
    assertThat(statistics(at)).isEmpty();
    account.aws.advance(Duration.ofMinutes(3));
    assertThat(statistics(at))
        .singleElement()
        .satisfies(p -> assertThat(p.average()).isEqualTo(4))
        .satisfies(p -> assertThat(p.maximum()).isEqualTo(5));
  }

  private List<software.amazon.awssdk.services.cloudwatch.model.Datapoint> statistics(Instant at) {
    return account
        .aws
        .cloudWatch()
        .getMetricStatistics(
            r ->
                r.namespace("Tidegate")
                    .metricName("Backlog")
                    .startTime(at)
                    .endTime(at.plusSeconds(60))
                    .period(60)
                    .statistics(Statistic.AVERAGE, Statistic.MAXIMUM))
        .datapoints();
  }

  @Test
  void anInjectedThrottleLooksLikeOneAndDoesNothing() {
    account.service("worker", account.definition("worker"), 1);
    account.aws.faults().add(FaultRule.next("ecs:UpdateService", FaultRule.Kind.THROTTLE, 1));
    assertThatExceptionOfType(EcsException.class)
        .isThrownBy(() -> account.desired("worker", 2))
        .matches(AwsServiceException::isThrottlingException);
    assertThat(account.service("worker").desiredCount()).isEqualTo(1);
    account.desired("worker", 2);
    assertThat(account.service("worker").desiredCount()).isEqualTo(2);
  }

  @Test
  void anInjectedServerErrorIsA500() {
    account.aws.faults().add(FaultRule.share("ecs:.*", FaultRule.Kind.SERVER_ERROR, 1));
    assertThatExceptionOfType(EcsException.class)
        .isThrownBy(() -> account.ecs.listClusters())
        .matches(e -> e.statusCode() == 500);
    assertThat(account.elb.describeTargetGroups().targetGroups()).isEmpty();
    account.aws.faults().clear();
    assertThat(account.ecs.listClusters().clusterArns()).hasSize(1);
  }

  @Test
  void aCallThatTimesOutMayHaveTakenEffect() {
    account.service("worker", account.definition("worker"), 1);
    account
        .aws
        .faults()
        .add(FaultRule.next("ecs:UpdateService", FaultRule.Kind.EFFECT_THEN_TIMEOUT, 1));
    assertThatExceptionOfType(ApiCallTimeoutException.class)
        .isThrownBy(() -> account.desired("worker", 2));
    assertThat(account.service("worker").desiredCount()).isEqualTo(2);
  }
}
