package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import dev.tidegate.localaws.world.machine.Machine;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All clusters, with the rules of the ECS API. */
public final class Clusters {

  private final Kernel kernel;
  private final Balancers balancers;
  private final Map<String, Cluster> clusters = new LinkedHashMap<>();
  private final TaskDefinitions definitions;
  private final ServiceScheduler scheduler;
  private final Protection protection;

  /** No cluster yet. */
  public Clusters(Kernel kernel, Balancers balancers, TaskPorts ports) {
    this.kernel = kernel;
    this.balancers = balancers;
    this.definitions = new TaskDefinitions(kernel);
    this.scheduler = new ServiceScheduler(kernel, balancers, ports);
    this.protection = new Protection(kernel, scheduler);
    balancers.watch(new TargetReactions(kernel, balancers, this, scheduler));
  }

  /** All task definitions. */
  public TaskDefinitions definitions() {
    return definitions;
  }

  /** A cluster of a name; an existing one is answered again. */
  public Cluster create(String name) {
    return clusters.computeIfAbsent(
        name, n -> new Cluster(kernel.place().arn("ecs", "cluster/" + n), n));
  }

  /** By ARN or name; refuses an unknown one. Null means {@code default}, as in AWS. */
  public Cluster cluster(@Nullable String reference) {
    return find(reference)
        .orElseThrow(() -> new Refusal("ClusterNotFoundException", "Cluster not found."));
  }

  /** By ARN or name. */
  public Optional<Cluster> find(@Nullable String reference) {
    String name = reference == null ? "default" : reference;
    return Optional.ofNullable(clusters.get(name.substring(name.lastIndexOf('/') + 1)));
  }

  /** All, oldest first. */
  public Collection<Cluster> all() {
    return List.copyOf(clusters.values());
  }

  /** An instance joins a cluster. */
  public ContainerInstance join(Cluster cluster, Machine machine) {
    String arn =
        kernel.place().arn("ecs", "container-instance/" + cluster.name() + "/" + kernel.hex(32));
    ContainerInstance instance = new ContainerInstance(arn, machine);
    cluster.add(instance);
    kernel.note("instance.joined", machine.id(), cluster.name());
    cluster.services().forEach(scheduler::look);
    return instance;
  }

  /** An instance is gone: so are its tasks. */
  public void leave(Machine machine) {
    for (Cluster cluster : all()) {
      for (ContainerInstance instance : cluster.instances()) {
        if (instance.machine() == machine) {
          instance.disconnect();
          cluster.tasks().stream()
              .filter(t -> t.instance() == instance)
              .forEach(scheduler.lifecycle()::lost);
          cluster.remove(instance);
          kernel.note("instance.left", machine.id(), cluster.name());
        }
      }
    }
  }

  /** A new service. */
  public Service createService(Cluster cluster, ServiceSpec spec, String definition, int desired) {
    Optional<Service> existing = cluster.service(spec.name());
    if (existing.filter(s -> !s.status().equals("INACTIVE")).isPresent()) {
      throw invalid("Creation of service was not idempotent.");
    }
    TaskDefinition found = definitions.find(definition);
    checkAttachments(spec, found);
    checkDesired(desired);
    String arn = kernel.place().arn("ecs", "service/" + cluster.name() + "/" + spec.name());
    Service service = new Service(arn, cluster, spec, desired, kernel.now());
    service.deploy(newDeployment(service, found), kernel.now());
    cluster.add(service);
    kernel.note("service.created", spec.name(), "desired " + desired);
    scheduler.look(service);
    return service;
  }

  /** Changes a service. A new desired count alone makes no deployment. */
  public Service updateService(Cluster cluster, String reference, ServiceUpdate update) {
    Service service = active(cluster, reference);
    Integer desired = update.desired();
    if (desired != null) {
      checkDesired(desired);
      service.desired(desired);
      kernel.note("service.desired", service.name(), Integer.toString(desired));
    }
    service.spec(update.applyTo(service.spec()));
    String wanted = update.taskDefinition();
    TaskDefinition next =
        wanted == null ? service.primary().definition() : definitions.find(wanted);
    boolean another = !next.arn().equals(service.primary().definition().arn());
    if (another || update.forceNewDeployment()) {
      checkAttachments(service.spec(), next);
      service.deploy(newDeployment(service, next), kernel.now());
      kernel.note("deployment.created", service.name(), next.family() + ":" + next.revision());
    }
    scheduler.look(service);
    return service;
  }

  /** Ends a service; with {@code force} even while tasks are desired. */
  public Service deleteService(Cluster cluster, String reference, boolean force) {
    Service service = active(cluster, reference);
    if (service.desired() > 0 && !force) {
      throw invalid("The service cannot be stopped while it is scaled above 0.");
    }
    service.desired(0);
    service.status("INACTIVE");
    cluster.liveTasks(service).stream()
        .filter(t -> !t.stopWanted())
        .forEach(
            t ->
                scheduler
                    .lifecycle()
                    .stop(
                        t,
                        "ServiceSchedulerInitiated",
                        "Service deleted",
                        TaskLifecycle.Order.DRAIN_FIRST));
    return service;
  }

  /** Stops one task: SIGTERM at once, whatever its targets and its protection say. */
  public Task stopTask(Cluster cluster, String reference, String reason) {
    Task task =
        cluster.task(reference).orElseThrow(() -> invalid("The referenced task was not found."));
    scheduler.lifecycle().stop(task, "UserInitiated", reason, TaskLifecycle.Order.SIGNAL_FIRST);
    return task;
  }

  /** Sets or lifts protection of up to ten tasks. */
  public ProtectionResult protect(
      Cluster cluster, List<String> tasks, boolean on, @Nullable Integer minutes) {
    return protection.update(cluster, tasks, on, minutes);
  }

  /** Reads protection of up to ten tasks. */
  public ProtectionResult protection(Cluster cluster, List<String> tasks) {
    return protection.read(cluster, tasks);
  }

  /** Sets an instance to DRAINING, or back to ACTIVE. */
  public void drain(Cluster cluster, ContainerInstance instance, boolean on) {
    if (instance.draining() == on) {
      return;
    }
    instance.drain(on);
    kernel.note(on ? "instance.draining" : "instance.active", instance.machine().id(), "");
    for (Task task : cluster.tasks()) {
      boolean drains = task.trouble() == Task.Trouble.INSTANCE_DRAINING;
      if (task.instance() == instance && !task.stopWanted()) {
        if (on && task.trouble() == Task.Trouble.NONE) {
          task.trouble(Task.Trouble.INSTANCE_DRAINING);
        } else if (!on && drains) {
          task.trouble(Task.Trouble.NONE);
        }
        task.service().ifPresent(scheduler::look);
      }
    }
  }

  /** The process behind a task ended. */
  public void taskExited(String taskId, int code) {
    findTask(taskId).ifPresent(t -> scheduler.lifecycle().exited(t, code));
  }

  /** A task of any cluster. */
  public Optional<Task> findTask(String reference) {
    return clusters.values().stream().flatMap(c -> c.task(reference).stream()).findFirst();
  }

  /** When a protection ends, for a task that has one at this moment. */
  public Optional<Instant> protectedUntil(Task task) {
    return task.protectedUntil().filter(u -> u.isAfter(kernel.now()));
  }

  private Service active(Cluster cluster, String reference) {
    Service service =
        cluster
            .service(reference)
            .orElseThrow(() -> new Refusal("ServiceNotFoundException", "Service not found."));
    if (service.status().equals("INACTIVE")) {
      throw new Refusal("ServiceNotActiveException", "Service was not ACTIVE.");
    }
    return service;
  }

  private Deployment newDeployment(Service service, TaskDefinition definition) {
    long number = kernel.random().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE);
    return new Deployment("ecs-svc/" + number, service, definition, kernel.now());
  }

  private void checkAttachments(ServiceSpec spec, TaskDefinition definition) {
    for (ServiceSpec.GroupAttachment attachment : spec.attachments()) {
      if (balancers.findGroup(attachment.groupArn()).isEmpty()) {
        throw invalid("The specified target group does not exist: " + attachment.groupArn());
      }
      if (!balancers.attached(attachment.groupArn())) {
        throw invalid(
            "The target group with targetGroupArn "
                + attachment.groupArn()
                + " does not have an associated load balancer.");
      }
      boolean mapped =
          definition.container().name().equals(attachment.containerName())
              && definition.container().ports().stream()
                  .anyMatch(p -> p.containerPort() == attachment.containerPort());
      if (!mapped) {
        throw invalid(
            "The container "
                + attachment.containerName()
                + " did not have a container port "
                + attachment.containerPort()
                + " defined.");
      }
    }
  }

  private static void checkDesired(int desired) {
    if (desired < 0) {
      throw invalid("Desired count must not be negative.");
    }
  }

  private static Refusal invalid(String message) {
    return new Refusal("InvalidParameterException", message);
  }
}
