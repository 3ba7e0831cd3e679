package dev.tidegate.controller.lab;

import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.port.Cloud;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real cloud adapter with its writes on tape. */
final class TapedCloud implements Cloud {
  private final Cloud cloud;
  private final Tape tape;

  TapedCloud(Cloud cloud, Tape tape) {
    this.cloud = cloud;
    this.tape = tape;
  }

  @Override
  public Map<ServiceRef, ServiceView> services(Collection<ServiceRef> services) {
    return cloud.services(services);
  }

  @Override
  public List<TaskView> tasks(String cluster, Set<String> also) {
    return cloud.tasks(cluster, also);
  }

  @Override
  public Map<String, String> instances(String cluster, Set<String> containerInstanceArns) {
    return cloud.instances(cluster, containerInstanceArns);
  }

  @Override
  public Map<String, Instant> protections(String cluster, Collection<String> tasks) {
    return cloud.protections(cluster, tasks);
  }

  @Override
  public List<TargetView> targets(String targetGroupArn) {
    return cloud.targets(targetGroupArn);
  }

  @Override
  public TargetView target(String targetGroupArn, String id, int port) {
    return cloud.target(targetGroupArn, id, port);
  }

  @Override
  public TargetGroupView targetGroup(String targetGroupArn) {
    return cloud.targetGroup(targetGroupArn);
  }

  @Override
  public Map<String, Double> creditBalances(Collection<String> instanceIds, Instant now) {
    return cloud.creditBalances(instanceIds, now);
  }

  @Override
  public void setDesired(ServiceRef service, int desired) {
    tape.write(
        "desired " + service.service() + " " + desired, () -> cloud.setDesired(service, desired));
  }

  @Override
  public void protect(String cluster, Collection<String> tasks, Duration expiry) {
    tape.write("protect " + tasks.size(), () -> cloud.protect(cluster, tasks, expiry));
  }

  @Override
  public void unprotect(String cluster, Collection<String> tasks) {
    tape.write("lift " + tasks.size(), () -> cloud.unprotect(cluster, tasks));
  }
}
