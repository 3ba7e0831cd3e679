package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * A worker's session with the queue.
 *
 * @param taskArn its ECS task; empty if it knows none
 * @param held jobs that it holds now
 * @param draining the queue delivers nothing more to it
 * @param heldSeconds expected work of what it holds
 */
public record SessionView(
    String id,
    String taskArn,
    String bootId,
    int slots,
    int held,
    boolean draining,
    double heldSeconds) {
  public SessionView {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(taskArn, "taskArn");
    Objects.requireNonNull(bootId, "bootId");
  }

  /** It holds nothing and will get nothing. */
  public boolean released() {
    return draining && held == 0;
  }
}
