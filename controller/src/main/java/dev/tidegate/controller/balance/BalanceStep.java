package dev.tidegate.controller.balance;

import dev.tidegate.controller.model.DirectiveWish;
import java.util.List;
import java.util.Objects;

/**
 * What balancing does next.
 *
 * @param wishes for the runtimes of the pool
 * @param begins a new round starts here: the disruptive moment
 * @param finished the request, if there was one, is fulfilled or given up
 * @param gained false where it was given up
 */
public record BalanceStep(
    BalanceState next,
    Imbalance imbalance,
    List<DirectiveWish> wishes,
    boolean begins,
    boolean finished,
    boolean gained,
    String reason) {
  public BalanceStep {
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(imbalance, "imbalance");
    wishes = List.copyOf(wishes);
    Objects.requireNonNull(reason, "reason");
  }
}
