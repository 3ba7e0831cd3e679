package dev.tidegate.controller.app;

import dev.tidegate.controller.ledger.Json;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.plan.PoolStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The controller as it was at the end of its latest pass.
 *
 * @param passes how many it has run; 0 = none yet
 * @param leader it leads
 * @param note who leads, or why it does not
 * @param requests rotations and rebalances, finished ones for a day
 * @param credits one line on CPU credits
 * @param actions what the latest pass did, with its outcome
 */
public record ControllerStatus(
    long passes,
    Instant at,
    boolean leader,
    long epoch,
    String note,
    List<PoolStatus> pools,
    List<RequestStatus> requests,
    String credits,
    List<String> actions,
    List<Condition> conditions) {
  public ControllerStatus {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(note, "note");
    pools = List.copyOf(pools);
    requests = List.copyOf(requests);
    Objects.requireNonNull(credits, "credits");
    actions = List.copyOf(actions);
    conditions = List.copyOf(conditions);
  }

  static ControllerStatus none() {
    return new ControllerStatus(
        0, Instant.EPOCH, false, 0, "starting", List.of(), List.of(), "", List.of(), List.of());
  }

  /** The pool of that name, of either kind. */
  public java.util.Optional<PoolStatus> pool(String name) {
    return pools.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  public String json() {
    return Json.write(this);
  }
}
