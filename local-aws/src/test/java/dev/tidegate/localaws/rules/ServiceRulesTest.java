package dev.tidegate.localaws.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.world.kernel.OpenPoints;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;

/** What the service scheduler does: scale, protect, deploy, replace. */
class ServiceRulesTest {

  private final Account account = new Account(LocalAws.virtual(21));

  /** UpdateService with a desired count alone starts no deployment. */
  @Test
  void aNewDesiredCountMakesNoDeployment() {
    account.service("worker", account.definition("worker"), 1);
    account.untilRunning("worker", 1);
    String deployment = account.service("worker").deployments().get(0).id();
    account.desired("worker", 3);
    account.untilRunning("worker", 3);
    assertThat(account.service("worker").deployments())
        .singleElement()
        .satisfies(d -> assertThat(d.id()).isEqualTo(deployment));
  }

  /** containers-roadmap #125, #1293: nobody but the scheduler chooses who stops on scale-in. */
  @Test
  void theVictimOfAScaleInDependsOnTheSeedAlone() {
    Set<Integer> victims = new HashSet<>();
    for (long seed = 0; seed < 12; seed++) {
      victims.add(victimOf(seed));
    }
    assertThat(victims).hasSizeGreaterThan(1);
    assertThat(victimOf(5)).isEqualTo(victimOf(5));
  }

  private static int victimOf(long seed) {
    Account one = new Account(LocalAws.virtual(seed));
    one.service("worker", one.definition("worker"), 3);
    one.untilRunning("worker", 3);
    List<String> before = one.running("worker").stream().map(Task::taskArn).toList();
    one.desired("worker", 2);
    one.until(Duration.ofMinutes(1), () -> one.running("worker").size() == 2);
    List<String> after = one.running("worker").stream().map(Task::taskArn).toList();
    return IntStream.range(0, 3).filter(i -> !after.contains(before.get(i))).findFirst().orElse(-1);
  }

  /** "Protect your Amazon ECS tasks": protecting all others is the only way to choose. */
  @Test
  void scaleInStopsOnlyTheUnprotectedTask() {
    account.service("worker", account.definition("worker"), 4);
    account.untilRunning("worker", 4);
    List<Task> tasks = account.running("worker");
    account.protect(true, tasks.get(0).taskArn(), tasks.get(1).taskArn(), tasks.get(3).taskArn());
    account.desired("worker", 1);
    account.aws.advance(Duration.ofMinutes(5));
    assertThat(account.running("worker"))
        .extracting(Task::taskArn)
        .containsExactlyInAnyOrder(
            tasks.get(0).taskArn(), tasks.get(1).taskArn(), tasks.get(3).taskArn());
  }

  /** Protection ends by itself; what was wanted before then happens. */
  @Test
  void anExpiredProtectionLetsTheScaleInGoOn() {
    account.service("worker", account.definition("worker"), 1);
    account.untilRunning("worker", 1);
    String task = account.running("worker").get(0).taskArn();
    account.ecs.updateTaskProtection(
        r -> r.cluster(Account.CLUSTER).tasks(task).protectionEnabled(true).expiresInMinutes(2));
    account.desired("worker", 0);
    account.aws.advance(Duration.ofSeconds(119));
    assertThat(account.running("worker")).hasSize(1);
    account.aws.advance(Duration.ofSeconds(10));
    assertThat(account.running("worker")).isEmpty();
  }

  /** A second call sets the expiry anew. */
  @Test
  void protectingAgainResetsTheExpiry() {
    account.service("worker", account.definition("worker"), 1);
    account.untilRunning("worker", 1);
    String task = account.running("worker").get(0).taskArn();
    account.protect(true, task);
    account.aws.advance(Duration.ofMinutes(50));
    account.protect(true, task);
    account.desired("worker", 0);
    account.aws.advance(Duration.ofMinutes(55));
    assertThat(account.running("worker")).hasSize(1);
  }

  /** A rolling deployment stays within minimum and maximum percent and ends COMPLETED. */
  @Test
  void aRollingDeploymentKeepsItsBounds() {
    String first = account.definition("app");
    account.service("app", first, 4, r -> r.deploymentConfiguration(percent(75, 125)));
    account.untilRunning("app", 4);
    account.aws.advance(Duration.ofSeconds(10));
    String second = account.definition("app");
    account.ecs.updateService(
        r -> r.cluster(Account.CLUSTER).service("app").taskDefinition(second));
    assertThat(account.service("app").deployments())
        .extracting(d -> d.status() + " " + d.rolloutStateAsString())
        .containsExactly("PRIMARY IN_PROGRESS", "ACTIVE COMPLETED");
    account.until(
        Duration.ofMinutes(10),
        () -> {
          Service now = account.service("app");
          assertThat(now.runningCount()).isGreaterThanOrEqualTo(3);
          assertThat(now.runningCount() + now.pendingCount()).isLessThanOrEqualTo(5);
          return now.deployments().size() == 1;
        });
    assertThat(account.service("app").deployments().get(0).rolloutStateAsString())
        .isEqualTo("COMPLETED");
    assertThat(account.running("app")).extracting(Task::taskDefinitionArn).containsOnly(second);
  }

  /** Behind a load balancer a new task counts only when its target is healthy. */
  @Test
  void aDeploymentWaitsForHealthyTargetsBeforeItStopsOldTasks() {
    String group = account.group("app");
    account.exposed(group);
    account.balancedService("app", account.definition("app"), 2, group);
    account.untilHealthy(group, 2);
    String second = account.definition("app");
    account.ecs.updateService(
        r -> r.cluster(Account.CLUSTER).service("app").taskDefinition(second));
    account.until(
        Duration.ofMinutes(20),
        () -> {
          long healthy =
              account.health(group).stream()
                  .filter(h -> h.targetHealth().stateAsString().equals("healthy"))
                  .count();
          assertThat(healthy).isGreaterThanOrEqualTo(2);
          return account.service("app").deployments().size() == 1;
        });
  }

  /** A protected task of the old revision holds up the deployment until protection is lifted. */
  @Test
  void aProtectedTaskBlocksTheDeployment() {
    account.service("app", account.definition("app"), 2);
    account.untilRunning("app", 2);
    String guarded = account.running("app").get(0).taskArn();
    account.protect(true, guarded);
    String second = account.definition("app");
    account.ecs.updateService(
        r -> r.cluster(Account.CLUSTER).service("app").taskDefinition(second));
    account.aws.advance(Duration.ofMinutes(10));
    assertThat(account.service("app").deployments()).hasSize(2);
    assertThat(account.running("app")).extracting(Task::taskArn).contains(guarded);
    account.protect(false, guarded);
    account.until(Duration.ofMinutes(5), () -> account.service("app").deployments().size() == 1);
  }

  /** Since October 2023: the replacement of an unhealthy task is healthy before the task stops. */
  @Test
  void anUnhealthyTaskIsReplacedFirstAndStoppedAfter() {
    String group = account.group("app");
    account.exposed(group);
    account.balancedService("app", account.definition("app"), 1, group);
    account.untilHealthy(group, 1);
    Task sick = account.running("app").get(0);
    account.aws.levers().listening(sick.taskArn(), false);
    account.until(Duration.ofMinutes(2), () -> account.state(group, sick).equals("unhealthy"));
    account.until(Duration.ofMinutes(2), () -> account.running("app").size() == 2);
    account.until(
        Duration.ofMinutes(10),
        () -> account.running("app").stream().noneMatch(t -> t.taskArn().equals(sick.taskArn())));
    assertThat(account.state(group, account.running("app").get(0))).isEqualTo("healthy");
    assertThat(account.task(sick.taskArn()).stoppedReason()).contains("ELB health checks");
  }

  /** The same without room for one more: a plain kill, then the replacement. */
  @Test
  void anUnhealthyTaskWithoutRoomForAnotherIsStoppedFirst() {
    String group = account.group("app");
    account.exposed(group);
    account.service(
        "app",
        account.definition("app"),
        1,
        r ->
            r.deploymentConfiguration(percent(0, 100))
                .loadBalancers(
                    software.amazon.awssdk.services.ecs.model.LoadBalancer.builder()
                        .targetGroupArn(group)
                        .containerName("app")
                        .containerPort(Account.PORT)
                        .build()));
    account.untilHealthy(group, 1);
    Task sick = account.running("app").get(0);
    account.aws.levers().listening(sick.taskArn(), false);
    account.until(
        Duration.ofMinutes(2),
        () -> {
          assertThat(account.running("app")).hasSizeLessThanOrEqualTo(1);
          return account.stopping("app").size() == 1;
        });
    account.untilHealthy(group, 1);
  }

  /** An open point: ECS may or may not replace a task whose target somebody else deregistered. */
  @Test
  void aTargetDeregisteredByACallerCondemnsItsTaskOnlyUnderTheHarshReading() {
    assertThat(replacedAfterDeregistration(OpenPoints.harsh())).isTrue();
    assertThat(replacedAfterDeregistration(OpenPoints.kind())).isFalse();
  }

  private static boolean replacedAfterDeregistration(OpenPoints points) {
    Account one = new Account(LocalAws.virtual(LocalAwsConfig.usual(4).with(points)));
    String group = one.group("app");
    one.exposed(group);
    one.balancedService("app", one.definition("app"), 1, group);
    one.untilHealthy(group, 1);
    Task task = one.running("app").get(0);
    one.deregister(group, one.ec2Id(task), Account.hostPort(task));
    one.aws.advance(Duration.ofMinutes(20));
    return one.running("app").stream().noneMatch(t -> t.taskArn().equals(task.taskArn()));
  }

  /**
   * "Draining Amazon ECS container instances": service tasks are replaced within the percentages.
   */
  @Test
  void aDrainingInstanceIsEmptiedWithoutFallingBelowTheMinimum() {
    account.service("worker", account.definition("worker"), 4);
    account.untilRunning("worker", 4);
    String instance = account.running("worker").get(0).containerInstanceArn();
    drain(account, instance);
    account.until(
        Duration.ofMinutes(10),
        () -> {
          assertThat(account.service("worker").runningCount()).isGreaterThanOrEqualTo(4);
          return account.running("worker").stream()
              .noneMatch(t -> t.containerInstanceArn().equals(instance));
        });
  }

  /** With minimum and maximum at 100 % a drain can neither start nor stop a task: deadlock. */
  @Test
  void aDrainWithBothPercentagesAtAHundredNeverEnds() {
    account.service(
        "worker",
        account.definition("worker"),
        2,
        r -> r.deploymentConfiguration(percent(100, 100)));
    account.untilRunning("worker", 2);
    Task task = account.running("worker").get(0);
    drain(account, task.containerInstanceArn());
    account.aws.advance(Duration.ofHours(1));
    assertThat(account.running("worker")).extracting(Task::taskArn).contains(task.taskArn());
  }

  /** Protected tasks wait on a draining instance. */
  @Test
  void aProtectedTaskStaysOnADrainingInstance() {
    account.service("worker", account.definition("worker"), 2);
    account.untilRunning("worker", 2);
    Task task = account.running("worker").get(0);
    account.protect(true, task.taskArn());
    drain(account, task.containerInstanceArn());
    account.aws.advance(Duration.ofMinutes(30));
    assertThat(account.running("worker")).extracting(Task::taskArn).contains(task.taskArn());
    account.protect(false, task.taskArn());
    account.aws.advance(Duration.ofMinutes(2));
    assertThat(account.running("worker")).extracting(Task::taskArn).doesNotContain(task.taskArn());
  }

  private static void drain(Account account, String instance) {
    account.ecs.updateContainerInstancesState(
        r -> r.cluster(Account.CLUSTER).containerInstances(instance).status("DRAINING"));
  }

  private static DeploymentConfiguration percent(int min, int max) {
    return DeploymentConfiguration.builder().minimumHealthyPercent(min).maximumPercent(max).build();
  }
}
