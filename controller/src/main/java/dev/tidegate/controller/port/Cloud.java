package dev.tidegate.controller.port;

import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cloud: services, tasks, targets. All methods block, none longer than the call timeout, and
 * fail with {@link PortException} only. An answer that leaves out part of what was asked is a
 * failure of kind PARTIAL, not a shorter answer.
 */
public interface Cloud {
  /** All of these services, of one cluster; one that does not exist is left out. */
  Map<ServiceRef, ServiceView> services(Collection<ServiceRef> services);

  /**
   * All tasks of a cluster that are not yet forgotten: those that run and those that stop or have
   * lately stopped. Without protections.
   *
   * @param also tasks to ask for by name; one that is not known any more is left out
   */
  List<TaskView> tasks(String cluster, Set<String> also);

  /** EC2 instance ids by container instance ARN; one that is not known any more is left out. */
  Map<String, String> instances(String cluster, Set<String> containerInstanceArns);

  /** End of each task's scale-in protection; a task without one is left out. */
  Map<String, Instant> protections(String cluster, Collection<String> tasks);

  /** All targets that a group lists: it drops those that are deregistered and drained. */
  List<TargetView> targets(String targetGroupArn);

  /** One target by id and port; answers UNUSED for one that is not registered. */
  TargetView target(String targetGroupArn, String id, int port);

  TargetGroupView targetGroup(String targetGroupArn);

  /** Latest CPU credit balances; an instance without one is left out. */
  Map<String, Double> creditBalances(Collection<String> instanceIds, Instant now);

  /** Sets the count, whatever it was. */
  void setDesired(ServiceRef service, int desired);

  /** Protects tasks from scale-in; whole minutes, repeating it starts the time anew. */
  void protect(String cluster, Collection<String> tasks, Duration expiry);

  void unprotect(String cluster, Collection<String> tasks);
}
