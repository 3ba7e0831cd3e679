package dev.tidegate.controller.rotation;

import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.RuntimeView;
import java.util.Objects;

/**
 * The task that is to go.
 *
 * @param runtimeId empty if no runtime ever reported it
 * @param bootId empty likewise
 * @param connections when it was chosen
 */
public record Victim(
    String taskArn, String runtimeId, String bootId, String zone, int connections) {
  /** No task at all: what is taken back has not started. */
  static final Victim NOBODY = new Victim("", "", "", "", 0);

  public Victim {
    Objects.requireNonNull(taskArn, "taskArn");
    Objects.requireNonNull(runtimeId, "runtimeId");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(zone, "zone");
  }

  static Victim of(Member member) {
    RuntimeView runtime = member.knownRuntime().orElse(null);
    return new Victim(
        member.arn(),
        runtime == null ? "" : runtime.id(),
        runtime == null ? "" : runtime.bootId(),
        member.zone(),
        runtime == null ? 0 : runtime.connections());
  }

  boolean nobody() {
    return taskArn.isEmpty();
  }

  boolean everReported() {
    return !runtimeId.isEmpty();
  }
}
