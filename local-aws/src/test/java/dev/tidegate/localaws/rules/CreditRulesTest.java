package dev.tidegate.localaws.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.world.machine.InstanceType;
import dev.tidegate.localaws.world.machine.MachineSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** CPU credits: the balance rule, and the metrics that show it late. */
class CreditRulesTest {

  private static Account one(String type, String mode) {
    MachineSpec machine = new MachineSpec(InstanceType.named(type), "eu-west-1a", true, mode, null);
    Scenario scenario =
        new Scenario("one", "tidegate", List.of("eu-west-1a"), List.of(machine), List.of());
    return new Account(LocalAws.virtual(LocalAwsConfig.usual(41).with(scenario)));
  }

  private static MetricDataResult metric(Account account, String name, int period) {
    Instant now = account.aws.clock().instant();
    Dimension dimension = Dimension.builder().name("InstanceId").value(account.instance(0)).build();
    return account
        .aws
        .cloudWatch()
        .getMetricData(
            r ->
                r.startTime(now.minus(Duration.ofDays(3)))
                    .endTime(now.plusSeconds(1))
                    .scanBy(ScanBy.TIMESTAMP_DESCENDING)
                    .metricDataQueries(
                        software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery.builder()
                            .id("m1")
                            .metricStat(
                                s ->
                                    s.period(period)
                                        .stat("Average")
                                        .metric(
                                            m ->
                                                m.namespace("AWS/EC2")
                                                    .metricName(name)
                                                    .dimensions(dimension)))
                            .build()))
        .metricDataResults()
        .get(0);
  }

  private static double latest(Account account, String name) {
    return metric(account, name, 300).values().get(0);
  }

  /** "Key concepts": credits earned per hour at rest, by size. */
  @ParameterizedTest
  @CsvSource({"t3.nano,6", "t3.small,24", "t3.medium,24", "t3.large,36", "t3.2xlarge,192"})
  void anInstanceAtRestEarnsItsHourlyCredits(String type, double perHour) {
    Account account = one(type, "standard");
    account.aws.advance(Duration.ofHours(2).plusMinutes(5));
    assertThat(latest(account, "CPUCreditBalance")).isCloseTo(2 * perHour, within(1e-6));
  }

  /** At its baseline an instance spends exactly what it earns. */
  @ParameterizedTest
  @CsvSource({"t3.small,20", "t3.large,30", "t3.xlarge,40", "t2.xlarge,22.5", "t2.2xlarge,17"})
  void anInstanceAtItsBaselineKeepsItsBalance(String type, double baseline) {
    Account account = one(type, "standard");
    account.aws.levers().creditBalance(account.instance(0), 50);
    account.aws.levers().cpuDemand(account.instance(0), baseline);
    account.aws.advance(Duration.ofHours(5));
    assertThat(latest(account, "CPUCreditBalance")).isCloseTo(50, within(1e-6));
  }

  /** The balance never exceeds 24 hours of earning. */
  @Test
  void theBalanceStopsAtItsMaximum() {
    Account account = one("t3.small", "standard");
    account.aws.advance(Duration.ofHours(30));
    assertThat(latest(account, "CPUCreditBalance")).isEqualTo(576);
  }

  /** Computed for this project: a full t3.medium lasts 6.0 h at 100 % and 12 h at 60 %. */
  @ParameterizedTest
  @CsvSource({"100,6", "60,12"})
  void aFullBucketLastsAsLongAsComputed(double demand, int hours) {
    Account account = one("t3.medium", "standard");
    account.aws.levers().creditBalance(account.instance(0), 576);
    account.aws.levers().cpuDemand(account.instance(0), demand);
    account.aws.advance(Duration.ofHours(hours).minusMinutes(10));
    assertThat(latest(account, "CPUCreditBalance")).isPositive();
    account.aws.advance(Duration.ofMinutes(17));
    assertThat(latest(account, "CPUCreditBalance")).isCloseTo(0, within(1e-6));
  }

  /** Standard at zero is held at the baseline. */
  @Test
  void anEmptyStandardInstanceRunsAtItsBaseline() {
    Account account = one("t3.small", "standard");
    account.aws.levers().cpuDemand(account.instance(0), 100);
    account.aws.advance(Duration.ofHours(1));
    assertThat(metric(account, "CPUUtilization", 60).values().get(0)).isCloseTo(20, within(1e-6));
    assertThat(latest(account, "CPUCreditUsage")).isCloseTo(2, within(1e-6));
  }

  /** Unlimited borrows instead: full speed and a growing surplus. */
  @Test
  void anUnlimitedInstanceBorrowsAtFullSpeed() {
    Account account = one("t3.small", "unlimited");
    account.aws.levers().cpuDemand(account.instance(0), 100);
    account.aws.advance(Duration.ofHours(1).plusMinutes(5));
    assertThat(metric(account, "CPUUtilization", 60).values().get(0)).isCloseTo(100, within(1e-6));
    assertThat(latest(account, "CPUCreditBalance")).isZero();
    // In an hour it spends 120 and earns 24.
    assertThat(latest(account, "CPUSurplusCreditBalance")).isCloseTo(96, within(1e-6));
  }

  /** t2 standard begins with 30 launch credits per vCPU, t3 with an empty bucket. */
  @Test
  void onlyT2StandardHasLaunchCredits() {
    Account t2 = one("t2.medium", null);
    Account t3 = one("t3.medium", "standard");
    t2.aws.advance(Duration.ofMinutes(8));
    t3.aws.advance(Duration.ofMinutes(8));
    assertThat(latest(t2, "CPUCreditBalance")).isCloseTo(62, within(1e-6));
    assertThat(latest(t3, "CPUCreditBalance")).isCloseTo(2, within(1e-6));
  }

  /** "Monitor your CPU credits": credit metrics come each five minutes only, and late. */
  @Test
  void creditMetricsComeEachFiveMinutesAndLate() {
    Account account = one("t3.small", "standard");
    account.aws.advance(Duration.ofMinutes(5).plusSeconds(59));
    assertThat(metric(account, "CPUCreditBalance", 300).values()).isEmpty();
    account.aws.advance(Duration.ofSeconds(62));
    assertThat(metric(account, "CPUCreditBalance", 300).values()).hasSize(1);
    account.aws.advance(Duration.ofMinutes(53));
    List<Instant> times = metric(account, "CPUCreditBalance", 60).timestamps();
    assertThat(times.size()).isBetween(11, 12);
    assertThat(Duration.between(times.get(1), times.get(0))).isEqualTo(Duration.ofMinutes(5));
  }

  /** CPUUtilization is each minute only with detailed monitoring. */
  @Test
  void utilizationIsMinutelyOnlyWithDetailedMonitoring() {
    Account detailed = one("t3.small", null);
    Account basic =
        new Account(LocalAws.virtual(LocalAwsConfig.usual(1).with(Scenario.fleet("t3.small", 1))));
    detailed.aws.advance(Duration.ofMinutes(32));
    basic.aws.advance(Duration.ofMinutes(32));
    assertThat(metric(detailed, "CPUUtilization", 60).values()).hasSizeGreaterThan(28);
    assertThat(metric(basic, "CPUUtilization", 60).values()).hasSize(6);
  }

  /** Switching to unlimited is allowed on a running instance; t2 loses its launch credits. */
  @Test
  void switchingAT2ToUnlimitedLosesItsLaunchCredits() {
    Account account = one("t2.medium", null);
    String id = account.instance(0);
    account
        .aws
        .ec2()
        .modifyInstanceCreditSpecification(
            r ->
                r.instanceCreditSpecifications(
                    software.amazon.awssdk.services.ec2.model.InstanceCreditSpecificationRequest
                        .builder()
                        .instanceId(id)
                        .cpuCredits("unlimited")
                        .build()));
    account.aws.advance(Duration.ofMinutes(8));
    assertThat(latest(account, "CPUCreditBalance")).isCloseTo(2, within(1e-6));
  }
}
