package dev.tidegate.controller.aws;

import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;

/** Reads ECS in batches; whatever an answer leaves out is either known to be gone or a failure. */
final class EcsReader {
  private static final int SERVICES_PER_CALL = 10;
  private static final int ITEMS_PER_CALL = 100;

  /** 10,000 tasks: more is not a cluster that one loop should look after. */
  private static final int MAX_PAGES = 100;

  /** An instance id never changes; the table is cleared before it grows beyond this. */
  private static final int MAX_INSTANCES = 20_000;

  private static final String GONE = "MISSING";

  /** Asked about its protection, a task that has begun to stop is no valid task any more. */
  private static final String NOT_VALID = "TASK_NOT_VALID";

  private final EcsClient ecs;
  private final ApiBudget budget;
  private final Map<String, String> instanceIds = new HashMap<>();

  /** Stopped tasks do not change any more; ECS forgets them after about an hour. */
  private final Map<String, Map<String, TaskView>> stoppedByCluster = new HashMap<>();

  EcsReader(EcsClient ecs, ApiBudget budget) {
    this.ecs = ecs;
    this.budget = budget;
  }

  Map<ServiceRef, ServiceView> services(Collection<ServiceRef> services) {
    Map<ServiceRef, ServiceView> found = new LinkedHashMap<>();
    Map<String, List<ServiceRef>> clusters = new LinkedHashMap<>();
    services.forEach(s -> clusters.computeIfAbsent(s.cluster(), c -> new ArrayList<>()).add(s));
    clusters.forEach(
        (cluster, refs) -> {
          for (List<ServiceRef> some : Batches.of(refs, SERVICES_PER_CALL)) {
            describeServices(cluster, some, found);
          }
        });
    return found;
  }

  private void describeServices(
      String cluster, List<ServiceRef> some, Map<ServiceRef, ServiceView> found) {
    List<String> names = some.stream().map(ServiceRef::service).toList();
    DescribeServicesResponse answer =
        call(
            ApiFamily.ECS_DESCRIBE_SERVICES,
            "DescribeServices",
            () -> ecs.describeServices(r -> r.cluster(cluster).services(names)));
    refuse("DescribeServices", answer.failures());
    for (var service : answer.services()) {
      if (!"INACTIVE".equals(service.status())) {
        ServiceRef ref = new ServiceRef(cluster, service.serviceName());
        found.put(ref, EcsShapes.service(ref, service));
      }
    }
  }

  List<TaskView> tasks(String cluster, Set<String> also) {
    Set<String> arns = new LinkedHashSet<>(listTasks(cluster, DesiredStatus.RUNNING));
    List<String> stopping = listTasks(cluster, DesiredStatus.STOPPED);
    Map<String, TaskView> stopped = stoppedByCluster.computeIfAbsent(cluster, c -> new HashMap<>());
    stopped.keySet().retainAll(Set.copyOf(stopping));
    arns.addAll(stopping);
    arns.addAll(also);
    arns.removeAll(stopped.keySet());
    List<TaskView> tasks = new ArrayList<>(stopped.values());
    for (List<String> some : Batches.of(List.copyOf(arns), ITEMS_PER_CALL)) {
      DescribeTasksResponse answer =
          call(
              ApiFamily.ECS_READ,
              "DescribeTasks",
              () -> ecs.describeTasks(r -> r.cluster(cluster).tasks(some)));
      refuse("DescribeTasks", answer.failures());
      answer.tasks().stream().map(EcsShapes::task).forEach(tasks::add);
    }
    Set<String> listed = Set.copyOf(stopping);
    tasks.stream()
        .filter(t -> t.gone() && listed.contains(t.arn()))
        .forEach(t -> stopped.put(t.arn(), t));
    return tasks;
  }

  private List<String> listTasks(String cluster, DesiredStatus status) {
    List<String> arns = new ArrayList<>();
    @Nullable String token = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      String next = token;
      ListTasksResponse answer =
          call(
              ApiFamily.ECS_READ,
              "ListTasks",
              () -> ecs.listTasks(r -> r.cluster(cluster).desiredStatus(status).nextToken(next)));
      arns.addAll(answer.taskArns());
      token = answer.nextToken();
      if (token == null) {
        return arns;
      }
    }
    throw new PortException(FailureKind.PARTIAL, "ListTasks: more than " + MAX_PAGES + " pages");
  }

  Map<String, String> instances(String cluster, Set<String> containerInstanceArns) {
    if (instanceIds.size() > MAX_INSTANCES) {
      instanceIds.clear();
    }
    List<String> unknown =
        containerInstanceArns.stream().filter(a -> !instanceIds.containsKey(a)).toList();
    for (List<String> some : Batches.of(unknown, ITEMS_PER_CALL)) {
      DescribeContainerInstancesResponse answer =
          call(
              ApiFamily.ECS_READ,
              "DescribeContainerInstances",
              () ->
                  ecs.describeContainerInstances(r -> r.cluster(cluster).containerInstances(some)));
      refuse("DescribeContainerInstances", answer.failures());
      answer.containerInstances().stream()
          .filter(i -> i.ec2InstanceId() != null)
          .forEach(i -> instanceIds.put(i.containerInstanceArn(), i.ec2InstanceId()));
    }
    Map<String, String> found = new HashMap<>();
    for (String arn : containerInstanceArns) {
      String id = instanceIds.get(arn);
      if (id != null) {
        found.put(arn, id);
      }
    }
    return found;
  }

  Map<String, Instant> protections(String cluster, Collection<String> tasks) {
    Map<String, Instant> until = new HashMap<>();
    for (List<String> some : Batches.of(List.copyOf(tasks), ITEMS_PER_CALL)) {
      GetTaskProtectionResponse answer =
          call(
              ApiFamily.ECS_PROTECTION,
              "GetTaskProtection",
              () -> ecs.getTaskProtection(r -> r.cluster(cluster).tasks(some)));
      // Left out counts as unprotected, which holds a scale-in back rather than risking it.
      refuse(
          "GetTaskProtection",
          answer.failures().stream().filter(f -> !NOT_VALID.equals(f.reason())).toList());
      answer.protectedTasks().stream()
          .filter(t -> Boolean.TRUE.equals(t.protectionEnabled()))
          .forEach(
              t ->
                  until.put(
                      t.taskArn(), t.expirationDate() == null ? Instant.MAX : t.expirationDate()));
    }
    return until;
  }

  /** A 200 that names failures is one, unless they only say that something is gone. */
  static void refuse(String operation, List<Failure> failures) {
    List<String> bad =
        failures.stream()
            .filter(f -> !GONE.equals(f.reason()))
            .map(f -> f.arn() + " " + f.reason() + (f.detail() == null ? "" : " " + f.detail()))
            .toList();
    if (!bad.isEmpty()) {
      throw new PortException(FailureKind.PARTIAL, operation + ": " + String.join("; ", bad));
    }
  }

  private <T> T call(ApiFamily family, String operation, Supplier<T> call) {
    budget.spend(family);
    return AwsFailures.call(operation, call);
  }
}
