package dev.tidegate.controller.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A target pool as it is: the service, its tasks with their runtimes and targets, and the
 * attributes of its target groups.
 */
public record PoolView(ServiceView service, List<Member> members, List<TargetGroupView> groups) {
  public PoolView {
    Objects.requireNonNull(service, "service");
    members = List.copyOf(members);
    groups = List.copyOf(groups);
  }

  public Optional<Member> member(String taskArn) {
    return members.stream().filter(m -> m.arn().equals(taskArn)).findFirst();
  }

  /** Members whose tasks run and are meant to. */
  public List<Member> running() {
    return members.stream().filter(m -> m.task().serving()).toList();
  }

  public boolean crossZone() {
    return !groups.isEmpty() && groups.stream().allMatch(TargetGroupView::crossZone);
  }

  public List<Member> unmapped() {
    return members.stream().filter(m -> m.unmapped() != null && !m.task().gone()).toList();
  }
}
