package dev.tidegate.controller.model;

import java.util.List;
import java.util.Objects;

/**
 * An ECS service as it is.
 *
 * @param bindings which container port each target group of the service sends to
 * @param zoneRebalancing ECS may move tasks between zones by itself
 */
public record ServiceView(
    ServiceRef ref,
    int desired,
    int running,
    int pending,
    List<DeploymentView> deployments,
    List<Binding> bindings,
    boolean zoneRebalancing) {

  /** A target group fed by one container port of the service's tasks. */
  public record Binding(String targetGroupArn, String container, int containerPort) {
    public Binding {
      Objects.requireNonNull(targetGroupArn, "targetGroupArn");
      Objects.requireNonNull(container, "container");
    }
  }

  public ServiceView {
    Objects.requireNonNull(ref, "ref");
    deployments = List.copyOf(deployments);
    bindings = List.copyOf(bindings);
  }

  /** ECS is still replacing tasks, or gave up half-way: nobody else may disrupt the service. */
  public boolean deploying() {
    return deployments.size() > 1 || deployments.stream().anyMatch(d -> !d.settled());
  }

  /** As many tasks run as are wanted and none is on its way. */
  public boolean steady() {
    return running == desired && pending == 0;
  }
}
