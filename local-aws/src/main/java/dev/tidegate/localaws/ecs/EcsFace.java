package dev.tidegate.localaws.ecs;

import dev.tidegate.localaws.face.Pages;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.cluster.Cluster;
import dev.tidegate.localaws.world.cluster.Clusters;
import dev.tidegate.localaws.world.cluster.ContainerInstance;
import dev.tidegate.localaws.world.cluster.ProtectionResult;
import dev.tidegate.localaws.world.cluster.Task;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerInstanceStatus;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceResponse;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateResponse;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionResponse;

/** The modelled operations of ECS. */
public final class EcsFace implements EcsClient {

  private static final int PAGE = 100;
  private static final int MAX_SERVICES = 10;
  private static final int MAX_STATE_CHANGES = 10;

  private final Driver driver;

  /** Over a world. */
  public EcsFace(Driver driver) {
    this.driver = driver;
  }

  @Override
  public String serviceName() {
    return "ecs";
  }

  @Override
  public void close() {}

  @Override
  public CreateClusterResponse createCluster(CreateClusterRequest request) {
    String name = request.clusterName() == null ? "default" : request.clusterName();
    return ask(
        clusters ->
            CreateClusterResponse.builder()
                .cluster(EcsShapes.cluster(clusters.create(name)))
                .build());
  }

  @Override
  public DescribeClustersResponse describeClusters(DescribeClustersRequest request) {
    List<String> wanted =
        request.clusters().isEmpty() ? List.of("default") : limited(request.clusters(), PAGE);
    return ask(
        clusters -> {
          Found<Cluster> found = Found.search(wanted, clusters::find);
          return DescribeClustersResponse.builder()
              .clusters(found.items().stream().map(EcsShapes::cluster).toList())
              .failures(found.failures())
              .build();
        });
  }

  @Override
  public ListClustersResponse listClusters(ListClustersRequest request) {
    return ask(
        clusters -> {
          Pages<String> page =
              page(
                  clusters.all().stream().map(Cluster::arn).toList(),
                  request.nextToken(),
                  request.maxResults());
          return ListClustersResponse.builder()
              .clusterArns(page.items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  @Override
  public RegisterTaskDefinitionResponse registerTaskDefinition(
      RegisterTaskDefinitionRequest request) {
    return ask(
        clusters ->
            RegisterTaskDefinitionResponse.builder()
                .taskDefinition(
                    EcsShapes.taskDefinition(
                        clusters.definitions().register(EcsRequests.taskDefinition(request))))
                .build());
  }

  @Override
  public DescribeTaskDefinitionResponse describeTaskDefinition(
      DescribeTaskDefinitionRequest request) {
    return ask(
        clusters ->
            DescribeTaskDefinitionResponse.builder()
                .taskDefinition(
                    EcsShapes.taskDefinition(clusters.definitions().find(request.taskDefinition())))
                .build());
  }

  @Override
  public CreateServiceResponse createService(CreateServiceRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) ->
            CreateServiceResponse.builder()
                .service(
                    EcsShapes.service(
                        clusters.createService(
                            cluster,
                            EcsRequests.service(request),
                            required(request.taskDefinition(), "TaskDefinition"),
                            request.desiredCount() == null ? 0 : request.desiredCount())))
                .build());
  }

  @Override
  public UpdateServiceResponse updateService(UpdateServiceRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) ->
            UpdateServiceResponse.builder()
                .service(
                    EcsShapes.service(
                        clusters.updateService(
                            cluster,
                            required(request.service(), "Service"),
                            EcsRequests.update(request))))
                .build());
  }

  @Override
  public DeleteServiceResponse deleteService(DeleteServiceRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) ->
            DeleteServiceResponse.builder()
                .service(
                    EcsShapes.service(
                        clusters.deleteService(
                            cluster,
                            required(request.service(), "Service"),
                            Boolean.TRUE.equals(request.force()))))
                .build());
  }

  @Override
  public DescribeServicesResponse describeServices(DescribeServicesRequest request) {
    List<String> wanted = limited(request.services(), MAX_SERVICES);
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          var found = Found.search(wanted, cluster::service);
          return DescribeServicesResponse.builder()
              .services(found.items().stream().map(EcsShapes::service).toList())
              .failures(found.failures())
              .build();
        });
  }

  @Override
  public ListServicesResponse listServices(ListServicesRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          Pages<String> page =
              Pages.cut(
                  cluster.services().stream()
                      .filter(s -> !s.status().equals("INACTIVE"))
                      .map(dev.tidegate.localaws.world.cluster.Service::arn)
                      .toList(),
                  request.nextToken(),
                  // ListServices answers 10 when no page size is given.
                  request.maxResults() == null ? MAX_SERVICES : request.maxResults(),
                  PAGE,
                  "InvalidParameterException");
          return ListServicesResponse.builder()
              .serviceArns(page.items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  @Override
  public ListTasksResponse listTasks(ListTasksRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          if (request.serviceName() != null && cluster.service(request.serviceName()).isEmpty()) {
            throw new Refusal("ServiceNotFoundException", "Service not found.");
          }
          Pages<String> page =
              page(
                  cluster.tasks().stream().filter(wanted(request)).map(Task::arn).toList(),
                  request.nextToken(),
                  request.maxResults());
          return ListTasksResponse.builder()
              .taskArns(page.items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static Predicate<Task> wanted(ListTasksRequest request) {
    boolean stopped = request.desiredStatus() == DesiredStatus.STOPPED;
    String service = lastPart(request.serviceName());
    String instance = lastPart(request.containerInstance());
    String family = request.family();
    return task ->
        task.stopWanted() == stopped
            && (service == null || task.service().filter(s -> s.name().equals(service)).isPresent())
            && (instance == null || task.instance().arn().endsWith("/" + instance))
            && (family == null || task.definition().family().equals(family));
  }

  private static @Nullable String lastPart(@Nullable String reference) {
    return reference == null ? null : reference.substring(reference.lastIndexOf('/') + 1);
  }

  @Override
  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    List<String> wanted = limited(request.tasks(), PAGE);
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          Found<Task> found = Found.search(wanted, cluster::task);
          return DescribeTasksResponse.builder()
              .tasks(found.items().stream().map(EcsShapes::task).toList())
              .failures(found.failures())
              .build();
        });
  }

  @Override
  public StopTaskResponse stopTask(StopTaskRequest request) {
    String reason = request.reason() == null ? "Task stopped by user" : request.reason();
    return in(
        request.cluster(),
        (clusters, cluster) ->
            StopTaskResponse.builder()
                .task(
                    EcsShapes.task(
                        clusters.stopTask(cluster, required(request.task(), "Task"), reason)))
                .build());
  }

  @Override
  public UpdateTaskProtectionResponse updateTaskProtection(UpdateTaskProtectionRequest request) {
    if (request.protectionEnabled() == null) {
      throw invalid("protectionEnabled must be specified.");
    }
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          ProtectionResult result =
              clusters.protect(
                  cluster,
                  request.tasks(),
                  request.protectionEnabled(),
                  request.expiresInMinutes());
          return UpdateTaskProtectionResponse.builder()
              .protectedTasks(
                  result.tasks().stream()
                      .map(t -> EcsShapes.protectedTask(t, clusters.protectedUntil(t)))
                      .toList())
              .failures(result.failures().stream().map(EcsShapes::failure).toList())
              .build();
        });
  }

  @Override
  public GetTaskProtectionResponse getTaskProtection(GetTaskProtectionRequest request) {
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          ProtectionResult result = clusters.protection(cluster, request.tasks());
          return GetTaskProtectionResponse.builder()
              .protectedTasks(
                  result.tasks().stream()
                      .map(t -> EcsShapes.protectedTask(t, clusters.protectedUntil(t)))
                      .toList())
              .failures(result.failures().stream().map(EcsShapes::failure).toList())
              .build();
        });
  }

  @Override
  public ListContainerInstancesResponse listContainerInstances(
      ListContainerInstancesRequest request) {
    ContainerInstanceStatus status = request.status();
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          Pages<String> page =
              page(
                  cluster.instances().stream()
                      .filter(
                          i ->
                              status == null
                                  || i.draining() == (status == ContainerInstanceStatus.DRAINING))
                      .map(ContainerInstance::arn)
                      .toList(),
                  request.nextToken(),
                  request.maxResults());
          return ListContainerInstancesResponse.builder()
              .containerInstanceArns(page.items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  @Override
  public DescribeContainerInstancesResponse describeContainerInstances(
      DescribeContainerInstancesRequest request) {
    List<String> wanted = limited(request.containerInstances(), PAGE);
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          Found<ContainerInstance> found = Found.search(wanted, cluster::instance);
          return DescribeContainerInstancesResponse.builder()
              .containerInstances(
                  found.items().stream().map(i -> EcsShapes.instance(cluster, i)).toList())
              .failures(found.failures())
              .build();
        });
  }

  @Override
  public UpdateContainerInstancesStateResponse updateContainerInstancesState(
      UpdateContainerInstancesStateRequest request) {
    ContainerInstanceStatus status = request.status();
    if (status != ContainerInstanceStatus.ACTIVE && status != ContainerInstanceStatus.DRAINING) {
      throw invalid("The status must be ACTIVE or DRAINING.");
    }
    List<String> wanted = limited(request.containerInstances(), MAX_STATE_CHANGES);
    return in(
        request.cluster(),
        (clusters, cluster) -> {
          Found<ContainerInstance> found = Found.search(wanted, cluster::instance);
          found
              .items()
              .forEach(i -> clusters.drain(cluster, i, status == ContainerInstanceStatus.DRAINING));
          return UpdateContainerInstancesStateResponse.builder()
              .containerInstances(
                  found.items().stream().map(i -> EcsShapes.instance(cluster, i)).toList())
              .failures(found.failures())
              .build();
        });
  }

  /** What a list of references led to, and what it did not. */
  private record Found<T>(List<T> items, List<Failure> failures) {

    static <T> Found<T> search(List<String> references, Function<String, Optional<T>> lookup) {
      List<T> items = new ArrayList<>();
      List<Failure> failures = new ArrayList<>();
      for (String reference : references) {
        lookup
            .apply(reference)
            .ifPresentOrElse(items::add, () -> failures.add(EcsShapes.missing(reference)));
      }
      return new Found<>(items, failures);
    }
  }

  private <T> T ask(Function<Clusters, T> question) {
    return driver.call((World world) -> question.apply(world.clusters()));
  }

  private <T> T in(@Nullable String cluster, BiFunction<Clusters, Cluster, T> question) {
    return ask(clusters -> question.apply(clusters, clusters.cluster(cluster)));
  }

  private static Pages<String> page(
      List<String> all, @Nullable String token, @Nullable Integer size) {
    return Pages.cut(all, token, size, PAGE, "InvalidParameterException");
  }

  private static List<String> limited(List<String> references, int most) {
    if (references.isEmpty() || references.size() > most) {
      throw invalid("Between 1 and " + most + " references are allowed in one call.");
    }
    return references;
  }

  private static String required(@Nullable String value, String what) {
    if (value == null || value.isBlank()) {
      throw invalid(what + " cannot be empty.");
    }
    return value;
  }

  private static Refusal invalid(String message) {
    return new Refusal("InvalidParameterException", message);
  }
}
