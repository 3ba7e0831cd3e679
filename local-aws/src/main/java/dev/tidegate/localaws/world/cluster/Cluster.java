package dev.tidegate.localaws.world.cluster;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One cluster: its instances, services and tasks. */
public final class Cluster {

  private final String arn;
  private final String name;
  private final Map<String, ContainerInstance> instances = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, Task> tasks = new LinkedHashMap<>();

  Cluster(String arn, String name) {
    this.arn = arn;
    this.name = name;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Container instances, oldest first. */
  public Collection<ContainerInstance> instances() {
    return List.copyOf(instances.values());
  }

  /** Services, oldest first. */
  public Collection<Service> services() {
    return List.copyOf(services.values());
  }

  /** Tasks, those included that stopped within the last hour, oldest first. */
  public Collection<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  /** By ARN or by the last part of it. */
  public Optional<ContainerInstance> instance(String reference) {
    return Optional.ofNullable(instances.get(lastPart(reference)));
  }

  /** By ARN or name. */
  public Optional<Service> service(String reference) {
    return Optional.ofNullable(services.get(lastPart(reference)));
  }

  /** By ARN or id. */
  public Optional<Task> task(String reference) {
    return Optional.ofNullable(tasks.get(lastPart(reference)));
  }

  /** Tasks of a service that have not stopped. */
  public List<Task> liveTasks(Service service) {
    return tasks.values().stream()
        .filter(t -> t.service().filter(s -> s == service).isPresent())
        .filter(t -> t.status() != TaskStatus.STOPPED)
        .toList();
  }

  void add(ContainerInstance instance) {
    instances.put(lastPart(instance.arn()), instance);
  }

  void remove(ContainerInstance instance) {
    instances.remove(lastPart(instance.arn()));
  }

  void add(Service service) {
    services.put(service.name(), service);
  }

  void add(Task task) {
    tasks.put(task.id(), task);
  }

  void remove(Task task) {
    tasks.remove(task.id());
  }

  private static String lastPart(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }
}
