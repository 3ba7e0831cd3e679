package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.balancer.TargetState;
import dev.tidegate.localaws.world.balancer.TargetWatcher;
import dev.tidegate.localaws.world.kernel.Kernel;
import java.time.Duration;
import java.util.function.Consumer;

/** What ECS does when the targets of its tasks change: an unhealthy target condemns its task. */
final class TargetReactions implements TargetWatcher {

  private final Kernel kernel;
  private final Balancers balancers;
  private final Clusters clusters;
  private final ServiceScheduler scheduler;

  TargetReactions(
      Kernel kernel, Balancers balancers, Clusters clusters, ServiceScheduler scheduler) {
    this.kernel = kernel;
    this.balancers = balancers;
    this.clusters = clusters;
    this.scheduler = scheduler;
  }

  @Override
  public void targetHealthy(String groupArn, TargetKey key) {
    each(groupArn, key, t -> t.service().ifPresent(scheduler::look));
  }

  @Override
  public void targetUnhealthy(String groupArn, TargetKey key) {
    each(groupArn, key, t -> t.service().ifPresent(s -> condemnAfterGrace(t, s, groupArn, key)));
  }

  private void condemnAfterGrace(Task task, Service service, String groupArn, TargetKey key) {
    Duration grace =
        Duration.between(
            kernel.now(), task.startedAt().orElse(kernel.now()).plus(service.spec().healthGrace()));
    if (grace.isNegative() || grace.isZero()) {
      condemn(task);
    } else {
      kernel.after(
          grace,
          () -> {
            boolean sick =
                balancers.findGroup(groupArn).isPresent()
                    && balancers.stateOf(groupArn, key) == TargetState.UNHEALTHY;
            if (sick) {
              condemn(task);
            }
          });
    }
  }

  @Override
  public void targetUnused(String groupArn, TargetKey key) {
    each(groupArn, key, scheduler.lifecycle()::targetUnused);
  }

  @Override
  public void targetDeregisteredByCaller(String groupArn, TargetKey key) {
    if (kernel.openPoints().ecsReplacesDeregisteredTarget()) {
      each(groupArn, key, this::condemn);
    }
  }

  private void condemn(Task task) {
    if (!task.stopWanted()) {
      task.trouble(Task.Trouble.UNHEALTHY);
      kernel.note("task.condemned", task.id(), "its target is unhealthy");
      task.service().ifPresent(scheduler::look);
    }
  }

  private void each(String groupArn, TargetKey key, Consumer<Task> action) {
    for (Cluster cluster : clusters.all()) {
      for (Task task : cluster.tasks()) {
        boolean stands =
            task.attachments().stream()
                .anyMatch(a -> a.groupArn().equals(groupArn) && a.key().equals(key));
        if (stands && task.status() != TaskStatus.STOPPED) {
          action.accept(task);
        }
      }
    }
  }
}
