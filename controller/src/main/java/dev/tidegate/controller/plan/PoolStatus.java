package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.Condition;
import java.util.List;
import java.util.Objects;

/**
 * A pool as an operator sees it.
 *
 * @param kind WorkerPool or TargetPool
 * @param desired the count as read; -1 = unknown
 * @param wanted the count as decided; -1 = unknown
 * @param step what is under way: a scale-in, a rotation or a rebalance with its step; empty =
 *     nothing
 * @param imbalance highest load by mean load; 1 = even, and for worker pools
 */
public record PoolStatus(
    String kind,
    String name,
    String service,
    int desired,
    int running,
    int pending,
    int wanted,
    String reason,
    String step,
    double imbalance,
    List<Condition> conditions,
    List<MemberStatus> members) {

  /**
   * One task of a target pool.
   *
   * @param state of its targets, or why it is not mapped
   */
  public record MemberStatus(
      String taskArn, String runtimeId, String state, int connections, double rpcPerSecond) {}

  public PoolStatus {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    conditions = List.copyOf(conditions);
    members = List.copyOf(members);
  }
}
