package dev.tidegate.controller.aws;

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
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionResponse;

/** The cloud port over the AWS SDK. Not thread-safe: the loop's thread is the only caller. */
public final class AwsCloud implements Cloud {
  private static final int PROTECTIONS_PER_CALL = 10;

  private final EcsClient ecs;
  private final ApiBudget budget;
  private final EcsReader ecsReader;
  private final ElbReader elbReader;
  private final CreditReader creditReader;
  private final Duration timeout;

  /**
   * A cloud over these clients.
   *
   * @param timeout upper bound of a writing call with all the SDK's retries
   */
  public AwsCloud(AwsClients clients, Duration timeout, LongSupplier nanos) {
    this.ecs = clients.ecs();
    this.timeout = timeout;
    this.budget = new ApiBudget(nanos);
    this.ecsReader = new EcsReader(clients.ecs(), budget);
    this.elbReader = new ElbReader(clients.elb(), budget, nanos);
    this.creditReader = new CreditReader(clients.cloudWatch(), budget);
  }

  @Override
  public Map<ServiceRef, ServiceView> services(Collection<ServiceRef> services) {
    return ecsReader.services(services);
  }

  @Override
  public List<TaskView> tasks(String cluster, Set<String> also) {
    return ecsReader.tasks(cluster, also);
  }

  @Override
  public Map<String, String> instances(String cluster, Set<String> containerInstanceArns) {
    return ecsReader.instances(cluster, containerInstanceArns);
  }

  @Override
  public Map<String, Instant> protections(String cluster, Collection<String> tasks) {
    return ecsReader.protections(cluster, tasks);
  }

  @Override
  public List<TargetView> targets(String targetGroupArn) {
    return elbReader.targets(targetGroupArn);
  }

  @Override
  public TargetView target(String targetGroupArn, String id, int port) {
    return elbReader.target(targetGroupArn, id, port);
  }

  @Override
  public TargetGroupView targetGroup(String targetGroupArn) {
    return elbReader.targetGroup(targetGroupArn);
  }

  @Override
  public Map<String, Double> creditBalances(Collection<String> instanceIds, Instant now) {
    return creditReader.balances(instanceIds, now);
  }

  @Override
  public void setDesired(ServiceRef service, int desired) {
    budget.spend(ApiFamily.ECS_UPDATE_SERVICE);
    AwsFailures.call(
        "UpdateService",
        () ->
            ecs.updateService(
                r ->
                    r.cluster(service.cluster())
                        .service(service.service())
                        .desiredCount(desired)
                        .overrideConfiguration(o -> o.apiCallTimeout(timeout))));
  }

  @Override
  public void protect(String cluster, Collection<String> tasks, Duration expiry) {
    int minutes = (int) Math.max(1, (expiry.toSeconds() + 59) / 60);
    for (List<String> some : Batches.of(List.copyOf(tasks), PROTECTIONS_PER_CALL)) {
      update(
          () ->
              ecs.updateTaskProtection(
                  r ->
                      r.cluster(cluster)
                          .tasks(some)
                          .protectionEnabled(true)
                          .expiresInMinutes(minutes)
                          .overrideConfiguration(o -> o.apiCallTimeout(timeout))));
    }
  }

  @Override
  public void unprotect(String cluster, Collection<String> tasks) {
    for (List<String> some : Batches.of(List.copyOf(tasks), PROTECTIONS_PER_CALL)) {
      update(
          () ->
              ecs.updateTaskProtection(
                  r ->
                      r.cluster(cluster)
                          .tasks(some)
                          .protectionEnabled(false)
                          .overrideConfiguration(o -> o.apiCallTimeout(timeout))));
    }
  }

  private void update(java.util.function.Supplier<UpdateTaskProtectionResponse> call) {
    budget.spend(ApiFamily.ECS_PROTECTION);
    UpdateTaskProtectionResponse answer = AwsFailures.call("UpdateTaskProtection", call);
    EcsReader.refuse("UpdateTaskProtection", answer.failures());
  }
}
