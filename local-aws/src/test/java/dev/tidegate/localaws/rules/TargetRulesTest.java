package dev.tidegate.localaws.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.world.balancer.FlowHash;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.kernel.LogEntry;
import dev.tidegate.localaws.world.kernel.OpenPoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States, reasons and lags of targets, and where new flows go meanwhile. */
class TargetRulesTest {

  private static final int PORT = 7000;

  private final Account account = new Account(LocalAws.virtual(31));
  private String group = "";
  private String listener = "";
  private String one = "";
  private String two = "";

  @BeforeEach
  void exposeAGroup() {
    group = account.group("app");
    listener = account.exposed(group);
    one = account.instance(0);
    two = account.instance(1);
    account.attribute(group, "load_balancing.cross_zone.enabled", "true");
  }

  private List<String> routed() {
    return account.aws.routes(listener).groups().stream()
        .flatMap(g -> g.routes().stream())
        .map(r -> r.key().id())
        .toList();
  }

  private String stateOf(String id) {
    var health = account.health(group, id, PORT).targetHealth();
    return health.stateAsString() + " " + health.reasonAsString();
  }

  /** containers-roadmap #469: the first probe comes only after the registration lag. */
  @Test
  void aTargetIsInitialUntilTheRegistrationLagIsOverAndItsChecksPass() {
    account.register(group, one, PORT);
    assertThat(stateOf(one)).isEqualTo("initial Elb.RegistrationInProgress");
    assertThat(routed()).isEmpty();
    account.aws.advance(Duration.ofSeconds(69));
    assertThat(stateOf(one)).isEqualTo("initial Elb.RegistrationInProgress");
    account.until(
        Duration.ofSeconds(60), () -> stateOf(one).equals("initial Elb.InitialHealthChecking"));
    account.until(Duration.ofSeconds(30), () -> stateOf(one).startsWith("healthy"));
    assertThat(routed()).containsExactly(one);
  }

  /**
   * Two failures in a row flip the state; new flows stop 30-40 s later (containers-roadmap #470).
   */
  @Test
  void anUnhealthyTargetStillGetsNewFlowsUntilTheFlipHasSpread() {
    bothHealthy();
    account.aws.levers().targetAnswers(one, PORT, false);
    account.until(
        Duration.ofSeconds(30), () -> stateOf(one).equals("unhealthy Target.FailedHealthChecks"));
    account.aws.advance(Duration.ofSeconds(25));
    assertThat(routed()).contains(one);
    account.aws.advance(Duration.ofSeconds(16));
    assertThat(routed()).containsExactly(two);
  }

  /** target_health_state.unhealthy.connection_termination.enabled is true by default: RST. */
  @Test
  void flowsOfAnUnhealthyTargetAreResetByDefaultAndLiveWhenToldSo() {
    bothHealthy();
    account.aws.levers().targetAnswers(one, PORT, false);
    account.aws.advance(Duration.ofMinutes(2));
    assertThat(resets()).containsExactly(one + ":" + PORT);

    account.attribute(
        group, "target_health_state.unhealthy.connection_termination.enabled", "false");
    account.attribute(group, "target_health_state.unhealthy.draining_interval_seconds", "60");
    account.aws.levers().targetAnswers(two, PORT, false);
    account.until(Duration.ofSeconds(40), () -> stateOf(two).startsWith("unhealthy.draining"));
    account.aws.advance(Duration.ofSeconds(61));
    assertThat(stateOf(two)).isEqualTo("unhealthy Target.FailedHealthChecks");
    assertThat(resets()).containsExactly(one + ":" + PORT);
  }

  private List<String> resets() {
    return account.aws.events().stream()
        .filter(e -> e.kind().equals("target.reset"))
        .map(LogEntry::subject)
        .toList();
  }

  /** An unhealthy target that passes again is healthy again. */
  @Test
  void aTargetThatRecoversServesAgain() {
    bothHealthy();
    account.aws.levers().targetAnswers(one, PORT, false);
    account.aws.advance(Duration.ofMinutes(2));
    account.aws.levers().targetAnswers(one, PORT, true);
    account.aws.advance(Duration.ofSeconds(31));
    assertThat(stateOf(one)).startsWith("healthy");
    assertThat(routed()).containsExactlyInAnyOrder(one, two);
  }

  /**
   * aws-load-balancer-controller #2366, #3270: after DeregisterTargets the state is draining at
   * once, but new flows keep coming for at least 120 s, whatever the delay is set to.
   */
  @ParameterizedTest
  @ValueSource(strings = {"0", "30", "300"})
  void aDeregisteredTargetStillGetsNewFlowsUntilTheDataPlaneKnows(String delay) {
    account.attribute(group, "deregistration_delay.timeout_seconds", delay);
    bothHealthy();
    account.deregister(group, one, PORT);
    if (!delay.equals("0")) {
      assertThat(stateOf(one)).isEqualTo("draining Target.DeregistrationInProgress");
    }
    account.aws.advance(Duration.ofSeconds(119));
    assertThat(routed()).contains(one);
    account.aws.advance(Duration.ofSeconds(62));
    assertThat(routed()).containsExactly(two);
    account.aws.advance(Duration.ofSeconds(125));
    assertThat(stateOf(one)).isEqualTo("unused Target.NotRegistered");
  }

  /** An unfiltered describe leaves out what is not registered; asked for by name it says unused. */
  @Test
  void aDeregisteredTargetIsLeftOutUnlessAskedForByName() {
    account.attribute(group, "deregistration_delay.timeout_seconds", "10");
    bothHealthy();
    account.deregister(group, one, PORT);
    assertThat(account.health(group)).extracting(h -> h.target().id()).contains(one);
    account.aws.advance(Duration.ofSeconds(11));
    assertThat(account.health(group)).extracting(h -> h.target().id()).containsExactly(two);
    assertThat(stateOf(one)).isEqualTo("unused Target.NotRegistered");
    assertThat(stateOf("i-never-seen")).isEqualTo("unused Target.NotRegistered");
  }

  /**
   * deregistration_delay.connection_termination.enabled cuts what is left when the delay is over.
   */
  @Test
  void flowsAreCutAfterTheDelayOnlyWhenToldSo() {
    account.attribute(group, "deregistration_delay.timeout_seconds", "60");
    bothHealthy();
    account.deregister(group, one, PORT);
    account.aws.advance(Duration.ofSeconds(61));
    assertThat(resets()).isEmpty();
    account.attribute(group, "deregistration_delay.connection_termination.enabled", "true");
    account.deregister(group, two, PORT);
    account.aws.advance(Duration.ofSeconds(59));
    assertThat(resets()).isEmpty();
    account.aws.advance(Duration.ofSeconds(2));
    assertThat(resets()).containsExactly(two + ":" + PORT);
  }

  /** A draining target that is registered again starts over and is not dropped by the old drain. */
  @Test
  void aTargetRegisteredAgainWhileDrainingStartsOver() {
    bothHealthy();
    account.deregister(group, one, PORT);
    account.aws.advance(Duration.ofSeconds(20));
    account.register(group, one, PORT);
    assertThat(stateOf(one)).isEqualTo("initial Elb.RegistrationInProgress");
    account.aws.advance(Duration.ofMinutes(10));
    assertThat(stateOf(one)).startsWith("healthy");
    assertThat(routed()).contains(one);
  }

  /** Fail open: with no healthy target every registered one gets traffic. */
  @Test
  void aGroupWithoutAHealthyTargetSendsToAll() {
    bothHealthy();
    account.aws.levers().targetAnswers(one, PORT, false);
    account.aws.levers().targetAnswers(two, PORT, false);
    account.aws.advance(Duration.ofMinutes(5));
    assertThat(stateOf(one)).startsWith("unhealthy");
    assertThat(routed()).containsExactlyInAnyOrder(one, two);
  }

  /** Fail open: an empty group beside it makes a listener send to unhealthy targets too. */
  @Test
  void anEmptyGroupBesideItMakesTheListenerFailOpen() {
    assertThat(routedBesideAnEmptyGroup(OpenPoints.harsh())).hasSize(2);
    assertThat(routedBesideAnEmptyGroup(OpenPoints.kind())).hasSize(1);
  }

  private static List<String> routedBesideAnEmptyGroup(OpenPoints points) {
    Account other = new Account(LocalAws.virtual(LocalAwsConfig.usual(5).with(points)));
    String blue = other.group("blue");
    String green = other.group("green");
    String listening =
        other.listener(
            other.loadBalancer("nlb"),
            9000,
            Account.weighted(blue, 100),
            Account.weighted(green, 0));
    other.register(blue, other.instance(0), PORT);
    other.register(blue, other.instance(1), PORT);
    other.untilHealthy(blue, 2);
    other.aws.levers().targetAnswers(other.instance(0), PORT, false);
    other.aws.advance(Duration.ofMinutes(5));
    return other.aws.routes(listening).groups().stream()
        .flatMap(g -> g.routes().stream())
        .map(r -> r.key().id())
        .toList();
  }

  /** A group without a listener is unused and not health-checked. */
  @Test
  void targetsOfAGroupWithoutAListenerAreUnused() {
    String lonely = account.group("lonely");
    account.register(lonely, one, PORT);
    account.aws.advance(Duration.ofMinutes(10));
    var health = account.health(lonely, one, PORT).targetHealth();
    assertThat(health.stateAsString() + " " + health.reasonAsString())
        .isEqualTo("unused Target.NotInUse");
    account.listener(account.loadBalancer("late"), 9000, Account.weighted(lonely, 1));
    assertThat(account.health(lonely, one, PORT).targetHealth().stateAsString())
        .isEqualTo("initial");
    account.untilHealthy(lonely, 1);
  }

  /** containers-roadmap #470: after ModifyListener the old weights last for about 75 s. */
  @Test
  void newWeightsReachTheDataPlaneLate() {
    String green = account.group("green");
    bothHealthy();
    account.elb.modifyListener(
        r ->
            r.listenerArn(listener)
                .defaultActions(
                    Account.forward(Account.weighted(group, 1), Account.weighted(green, 3))));
    assertThat(
            account
                .elb
                .describeListeners(r -> r.listenerArns(listener))
                .listeners()
                .get(0)
                .defaultActions()
                .get(0)
                .forwardConfig()
                .targetGroups())
        .hasSize(2);
    account.aws.advance(Duration.ofSeconds(69));
    assertThat(account.aws.routes(listener).groups()).hasSize(1);
    account.aws.advance(Duration.ofSeconds(12));
    assertThat(account.aws.routes(listener).groups()).hasSize(2);
  }

  /** Weights share new flows between groups. */
  @Test
  void weightsShareNewFlows() {
    RouteTable table =
        new RouteTable(
            "listener",
            350,
            List.of("eu-west-1a"),
            List.of(routeGroup("blue", 1), routeGroup("green", 3), routeGroup("idle", 0)));
    Map<String, Integer> counts = new HashMap<>();
    for (int port = 0; port < 40_000; port++) {
      long hash = FlowHash.of(7, "10.0.0.1", port, "10.0.0.2", 443, port * 31L);
      counts.merge(table.choose(hash, null).orElseThrow().groupArn(), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys("blue", "green");
    assertThat(counts.get("green") / (double) counts.get("blue")).isBetween(2.85, 3.15);
  }

  private static RouteTable.Group routeGroup(String name, int weight) {
    var key = new dev.tidegate.localaws.world.balancer.TargetKey("i-" + name, PORT);
    return new RouteTable.Group(
        name, weight, true, List.of(new RouteTable.Route(name, key, "eu-west-1a")));
  }

  /**
   * Cross-zone is off by default on a Network Load Balancer: a zone reaches its own targets only.
   */
  @Test
  void aZoneReachesOnlyItsOwnTargetsUnlessCrossZoneIsOn() {
    bothHealthy();
    account.attribute(group, "load_balancing.cross_zone.enabled", "false");
    for (long hash = 0; hash < 50; hash++) {
      assertThat(account.aws.routes(listener).choose(hash, "eu-west-1a").orElseThrow().zone())
          .isEqualTo("eu-west-1a");
    }
    assertThat(account.aws.routes(listener).choose(1, "eu-west-1c")).isEmpty();
    account.attribute(group, "load_balancing.cross_zone.enabled", "true");
    assertThat(account.aws.routes(listener).choose(1, "eu-west-1c")).isPresent();
  }

  private void bothHealthy() {
    account.register(group, one, PORT);
    account.register(group, two, PORT);
    account.untilHealthy(group, 2);
  }
}
