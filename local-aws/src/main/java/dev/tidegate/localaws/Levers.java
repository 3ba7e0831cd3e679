package dev.tidegate.localaws;

import dev.tidegate.localaws.task.ModelOutside;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.balancer.TargetKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an account from outside of its API: a process dies, a host is lost, work makes a
 * CPU busy. For tests and the demo; a controller must not have it.
 */
public final class Levers {

  private final Driver driver;
  private final Consumer<String> killProcess;
  private final @Nullable ModelOutside model;

  Levers(Driver driver, Consumer<String> killProcess, @Nullable ModelOutside model) {
    this.driver = driver;
    this.killProcess = killProcess;
    this.model = model;
  }

  /** Ends a task's process as SIGKILL from nowhere would; ECS finds out by its exit. */
  public void crash(String taskArn) {
    driver.run(world -> killProcess.accept(taskId(taskArn)));
  }

  /** Sets what an instance's CPUs are asked to do, in percent of all of them. */
  public void cpuDemand(String instanceId, double percent) {
    driver.run(world -> world.machines().demand(instanceId, percent));
  }

  /** Sets an instance's credit balance. */
  public void creditBalance(String instanceId, double credits) {
    driver.run(world -> world.machines().creditBalance(instanceId, credits));
  }

  /** An instance is gone at once, with all its tasks. */
  public void loseInstance(String instanceId) {
    driver.run(world -> world.machines().lose(instanceId));
  }

  /** Virtual time only: a task's process exits by itself. */
  public void exit(String taskArn, int code) {
    driver.run(world -> model().exit(taskId(taskArn), code));
  }

  /** Virtual time only: whether a task's ports accept connections. */
  public void listening(String taskArn, boolean on) {
    driver.run(world -> model().listening(taskId(taskArn), on));
  }

  /** Virtual time only: whether a task ignores SIGTERM. */
  public void ignoresTerm(String taskArn, boolean on) {
    driver.run(world -> model().ignoresTerm(taskId(taskArn), on));
  }

  /** Virtual time only: what a target that no task stands behind answers to probes. */
  public void targetAnswers(String targetId, int port, boolean passes) {
    driver.run(world -> model().answers(new TargetKey(targetId, port), passes));
  }

  private ModelOutside model() {
    if (model == null) {
      throw new IllegalStateException("this lever exists in virtual time only");
    }
    return model;
  }

  private static String taskId(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
