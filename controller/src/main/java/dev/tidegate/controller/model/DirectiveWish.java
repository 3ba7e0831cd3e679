package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What some part of the controller wants of one runtime.
 *
 * @param bootId guards against a newcomer under the same id
 * @param untilStopped the task is stopping: the drain does not expire
 * @param cap newcomers above it are bounced; null = no cap
 */
public record DirectiveWish(
    String runtimeId,
    String bootId,
    boolean drain,
    boolean untilStopped,
    @Nullable Integer cap,
    @Nullable ShedOrder shed,
    String reason) {

  /**
   * Connections to end.
   *
   * @param connections how many; -1 = all
   * @param id a runtime carries out an id once
   */
  public record ShedOrder(int connections, double perSecond, Duration grace, String id) {
    public ShedOrder {
      Objects.requireNonNull(grace, "grace");
      Objects.requireNonNull(id, "id");
    }
  }

  public DirectiveWish {
    Objects.requireNonNull(runtimeId, "runtimeId");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(reason, "reason");
  }

  public static DirectiveWish serve(RuntimeView runtime, String reason) {
    return new DirectiveWish(runtime.id(), runtime.bootId(), false, false, null, null, reason);
  }

  /** Both wishes in one: the stronger of each part wins. */
  public DirectiveWish merge(DirectiveWish weaker) {
    return new DirectiveWish(
        runtimeId,
        bootId,
        drain || weaker.drain,
        untilStopped || weaker.untilStopped,
        drain ? null : cap != null ? cap : weaker.cap,
        shed != null ? shed : weaker.shed,
        reason);
  }
}
