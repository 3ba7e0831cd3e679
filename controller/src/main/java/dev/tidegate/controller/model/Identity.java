package dev.tidegate.controller.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins tasks, runtimes and targets. A runtime knows its task's ARN; the task knows its host and
 * the port the host bound, or its own address; the load balancer knows host and port. A container
 * sees neither its host's address nor its port, so there is no shorter way. Where the join finds
 * none or two, nothing is guessed: the member is unmapped and nobody touches it.
 */
public final class Identity {
  private final Map<String, String> instanceIds;
  private final List<RuntimeView> runtimes;
  private final List<TargetView> targets;

  /**
   * A join over one snapshot.
   *
   * @param instanceIds EC2 instance id by container instance ARN
   */
  public Identity(
      Map<String, String> instanceIds, List<RuntimeView> runtimes, List<TargetView> targets) {
    this.instanceIds = Map.copyOf(instanceIds);
    this.runtimes = List.copyOf(runtimes);
    this.targets = List.copyOf(targets);
  }

  /** The members of a service, in the order of {@code tasks}. */
  public List<Member> join(ServiceView service, List<TaskView> tasks) {
    List<TaskView> mine =
        tasks.stream().filter(t -> t.service().equals(service.ref().service())).toList();
    List<Member> members = new ArrayList<>();
    for (TaskView task : mine) {
      members.add(member(service, task, mine));
    }
    return members;
  }

  private Member member(ServiceView service, TaskView task, List<TaskView> mine) {
    List<RuntimeView> own = runtimes.stream().filter(r -> r.taskArn().equals(task.arn())).toList();
    if (own.size() > 1) {
      return new Member(task, null, List.of(), own.size() + " runtimes claim this task");
    }
    RuntimeView runtime = own.isEmpty() ? null : own.get(0);
    if (runtime != null && runtime.bootId().isEmpty()) {
      return new Member(task, null, List.of(), "its runtime does not say which start it is");
    }
    List<TargetView> found = new ArrayList<>();
    for (ServiceView.Binding binding : service.bindings()) {
      Optional<Address> address = address(task, binding);
      if (address.isEmpty()) {
        continue;
      }
      if (sharedAddress(address.get(), binding, task, mine)) {
        String at = address.get().host() + ":" + address.get().port();
        return new Member(task, runtime, List.of(), "two tasks claim " + at);
      }
      List<TargetView> matches = matches(binding, address.get());
      if (matches.size() > 1) {
        return new Member(task, runtime, List.of(), "two targets match " + address.get().host());
      }
      found.addAll(matches);
    }
    return new Member(task, runtime, found, missing(service, task, runtime, found));
  }

  private static @Nullable String missing(
      ServiceView service, TaskView task, @Nullable RuntimeView runtime, List<TargetView> found) {
    if (!task.serving()) {
      return null;
    }
    if (runtime == null) {
      return "no runtime reports this task";
    }
    return found.size() < service.bindings().size() ? "no target matches this task" : null;
  }

  private List<TargetView> matches(ServiceView.Binding binding, Address address) {
    return targets.stream()
        .filter(t -> t.targetGroupArn().equals(binding.targetGroupArn()))
        .filter(t -> t.id().equals(address.host()) && t.port() == address.port())
        .toList();
  }

  /**
   * Host ports are reused while an old target drains: a port that two living tasks claim is no
   * proof.
   */
  private boolean sharedAddress(
      Address address, ServiceView.Binding binding, TaskView task, List<TaskView> mine) {
    return mine.stream()
        .filter(other -> !other.arn().equals(task.arn()) && !other.gone())
        .anyMatch(other -> address(other, binding).filter(address::equals).isPresent());
  }

  private record Address(String host, int port) {}

  /** Where a task's target is registered, or was. */
  public record TargetAddress(String targetGroupArn, String host, int port) {}

  /** The addresses of a task's targets, whether or not any group lists them. */
  public List<TargetAddress> targetAddresses(ServiceView service, TaskView task) {
    List<TargetAddress> found = new ArrayList<>();
    for (ServiceView.Binding binding : service.bindings()) {
      address(task, binding)
          .map(a -> new TargetAddress(binding.targetGroupArn(), a.host(), a.port()))
          .ifPresent(found::add);
    }
    return found;
  }

  private Optional<Address> address(TaskView task, ServiceView.Binding binding) {
    if (task.gone()) {
      return Optional.empty();
    }
    if (task.eniAddress() != null) {
      return Optional.of(new Address(task.eniAddress(), binding.containerPort()));
    }
    String containerInstance = task.containerInstanceArn();
    String instance = containerInstance == null ? null : instanceIds.get(containerInstance);
    if (instance == null) {
      return Optional.empty();
    }
    return task.ports().stream()
        .filter(p -> p.container().equals(binding.container()))
        .filter(p -> p.containerPort() == binding.containerPort() && p.hostPort() > 0)
        .findFirst()
        .map(p -> new Address(instance, p.hostPort()));
  }
}
