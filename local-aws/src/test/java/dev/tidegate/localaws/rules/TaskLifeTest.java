package dev.tidegate.localaws.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.localaws.Account;
import dev.tidegate.localaws.LocalAws;
import dev.tidegate.localaws.LocalAwsConfig;
import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.world.kernel.LogEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** The life of one task, from placement to its last signal. */
class TaskLifeTest {

  private final Account account = new Account(LocalAws.virtual(11));

  private List<String> eventsOf(Task task, String prefix) {
    String id = task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
    return account.aws.events().stream()
        .filter(e -> e.subject().equals(id) && e.kind().startsWith(prefix))
        .map(LogEntry::kind)
        .distinct()
        .toList();
  }

  /** "Amazon ECS task lifecycle": the states before RUNNING and their order. */
  @Test
  void aTaskRunsThroughTheStatesInOrder() {
    account.service("worker", account.definition("worker"), 1);
    account.untilRunning("worker", 1);
    Task task = account.running("worker").get(0);
    assertThat(eventsOf(task, "task."))
        .containsExactly("task.PROVISIONING", "task.PENDING", "task.ACTIVATING", "task.RUNNING");
    assertThat(task.startedAt()).isAfter(task.createdAt());
    assertThat(task.group()).isEqualTo("service:worker");
  }

  /**
   * "Optimize load balancer connection draining for Amazon ECS": deregister, wait until the target
   * is unused, SIGTERM, stop timeout. So the process learns nothing until the whole delay is over.
   */
  @Test
  void aRollingStopSendsSigtermOnlyWhenTheTargetIsUnused() {
    String group = account.group("app");
    account.exposed(group);
    account.attribute(group, "deregistration_delay.timeout_seconds", "120");
    account.balancedService("app", account.definition("app"), 1, group);
    account.untilHealthy(group, 1);
    Task task = account.running("app").get(0);

    account.desired("app", 0);
    account.until(Duration.ofMinutes(1), () -> !account.stopping("app").isEmpty());
    assertThat(account.state(group, task)).isEqualTo("draining");
    assertThat(account.task(task.taskArn()).lastStatus()).isEqualTo("DEACTIVATING");

    account.aws.advance(Duration.ofSeconds(110));
    assertThat(eventsOf(task, "signal.")).isEmpty();

    account.aws.advance(Duration.ofSeconds(12));
    assertThat(account.state(group, task)).isEqualTo("unused");
    assertThat(eventsOf(task, "signal.")).containsExactly("signal.term");
    account.until(
        Duration.ofSeconds(30), () -> account.task(task.taskArn()).lastStatus().equals("STOPPED"));
    assertThat(eventsOf(task, "task."))
        .containsSubsequence(
            "task.RUNNING",
            "task.DEACTIVATING",
            "task.STOPPING",
            "task.DEPROVISIONING",
            "task.STOPPED");
    assertThat(account.task(task.taskArn()).containers().get(0).exitCode()).isZero();
  }

  /** Stop timeout: SIGKILL follows SIGTERM after the container's stopTimeout (here 20 s). */
  @Test
  void aTaskThatIgnoresSigtermIsKilledAfterItsStopTimeout() {
    account.service("worker", account.definition("worker"), 1);
    account.untilRunning("worker", 1);
    Task task = account.running("worker").get(0);
    account.aws.levers().ignoresTerm(task.taskArn(), true);

    account.desired("worker", 0);
    account.until(Duration.ofMinutes(1), () -> eventsOf(task, "signal.").contains("signal.term"));
    account.aws.advance(Duration.ofSeconds(18));
    assertThat(account.task(task.taskArn()).lastStatus()).isEqualTo("STOPPING");
    account.aws.advance(Duration.ofSeconds(3));
    assertThat(eventsOf(task, "signal.")).containsExactly("signal.term", "signal.kill");
    assertThat(account.task(task.taskArn()).containers().get(0).exitCode()).isEqualTo(137);
  }

  /** amazon-ecs-agent #2316, containers-roadmap #576: StopTask gives SIGTERM before the drain. */
  @Test
  void stopTaskSendsSigtermAtOnceWhileTheTargetDrains() {
    String group = account.group("app");
    account.exposed(group);
    account.balancedService("app", account.definition("app"), 1, group);
    account.untilHealthy(group, 1);
    Task task = account.running("app").get(0);

    account.ecs.stopTask(r -> r.cluster(Account.CLUSTER).task(task.taskArn()).reason("test"));

    assertThat(eventsOf(task, "signal.")).containsExactly("signal.term");
    assertThat(account.state(group, task)).isEqualTo("draining");
    assertThat(account.task(task.taskArn()).stopCodeAsString()).isEqualTo("UserInitiated");
  }

  /** A crashed essential container ends its task; the service replaces it. */
  @Test
  void aCrashedTaskIsReplaced() {
    account.service("worker", account.definition("worker"), 2);
    account.untilRunning("worker", 2);
    Task crashed = account.running("worker").get(0);

    account.aws.levers().crash(crashed.taskArn());
    account.until(
        Duration.ofMinutes(1),
        () -> account.task(crashed.taskArn()).lastStatus().equals("STOPPED"));
    account.untilRunning("worker", 2);

    assertThat(account.running("worker"))
        .extracting(Task::taskArn)
        .doesNotContain(crashed.taskArn());
    Task over = account.task(crashed.taskArn());
    assertThat(over.stopCodeAsString()).isEqualTo("EssentialContainerExited");
    assertThat(over.containers().get(0).exitCode()).isEqualTo(137);
  }

  /** Bridge mode with hostPort 0 takes a port of 32768-61000 on the instance. */
  @Test
  void aDynamicHostPortComesFromTheEphemeralRangeAndIsUniqueOnItsInstance() {
    Account one =
        new Account(LocalAws.virtual(LocalAwsConfig.usual(3).with(Scenario.fleet("t3.xlarge", 1))));
    one.service("worker", one.definition("worker"), 5);
    one.untilRunning("worker", 5);
    assertThat(one.running("worker"))
        .extracting(Account::hostPort)
        .doesNotHaveDuplicates()
        .allMatch(p -> p >= 32768 && p <= 61000);
  }

  /**
   * awsvpc tasks have an address of their own and are ip targets; bridge tasks are instance
   * targets.
   */
  @Test
  void anAwsvpcTaskIsAnIpTargetOfItsOwnAddress() {
    String group = account.group("ip", TargetTypeEnum.IP);
    account.exposed(group);
    account.balancedService("app", account.definition("app", NetworkMode.AWSVPC), 1, group);
    account.untilHealthy(group, 1);
    String address = account.running("app").get(0).attachments().get(0).details().get(0).value();
    assertThat(account.health(group).get(0).target().id()).isEqualTo(address);
    assertThat(account.health(group).get(0).target().port()).isEqualTo(Account.PORT);
  }

  /** A t3.small has three interfaces, so two awsvpc tasks without trunking. */
  @Test
  void aSmallInstanceTakesOnlyTwoAwsvpcTasks() {
    Account one =
        new Account(LocalAws.virtual(LocalAwsConfig.usual(3).with(Scenario.fleet("t3.small", 1))));
    one.service("worker", one.definition("worker", NetworkMode.AWSVPC), 3);
    one.aws.advance(Duration.ofMinutes(5));
    assertThat(one.service("worker").runningCount()).isEqualTo(2);
    assertThat(one.service("worker").events().get(0).message()).contains("unable to place a task");
  }

  /** aws-cdk #13506: a task that is deactivating is in neither count, but is still there. */
  @Test
  void aDeactivatingTaskIsInNeitherCountButKeepsItsMemory() {
    Account one =
        new Account(LocalAws.virtual(LocalAwsConfig.usual(3).with(Scenario.fleet("t3.small", 1))));
    String group = one.group("app");
    one.exposed(group);
    one.balancedService("app", one.definition("app"), 1, group);
    one.untilHealthy(group, 1);
    one.desired("app", 0);
    one.until(Duration.ofMinutes(1), () -> !one.stopping("app").isEmpty());
    assertThat(one.service("app").runningCount()).isZero();
    assertThat(one.service("app").pendingCount()).isZero();
    String instance = one.stopping("app").get(0).containerInstanceArn();
    int free =
        one
            .ecs
            .describeContainerInstances(
                r -> r.cluster(Account.CLUSTER).containerInstances(instance))
            .containerInstances()
            .get(0)
            .remainingResources()
            .stream()
            .filter(r -> r.name().equals("MEMORY"))
            .findFirst()
            .orElseThrow()
            .integerValue();
    assertThat(free).isEqualTo(2048 - 256);
  }

  /** A lost instance takes its tasks with it. */
  @Test
  void tasksOfALostInstanceStopAndAreReplacedElsewhere() {
    account.service("worker", account.definition("worker"), 2);
    account.untilRunning("worker", 2);
    Task lost = account.running("worker").get(0);
    String instance = account.ec2Id(lost);

    account.aws.levers().loseInstance(instance);
    account.aws.advance(Duration.ofSeconds(30));
    account.untilRunning("worker", 2);

    assertThat(account.running("worker")).extracting(account::ec2Id).doesNotContain(instance);
  }
}
