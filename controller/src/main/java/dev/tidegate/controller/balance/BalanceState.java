package dev.tidegate.controller.balance;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool's balancing stands. Soft: a new leader measures again and starts anew.
 *
 * @param requestId the wish it works for; null = it began by itself
 * @param round how many rounds were shed; 0 = none
 * @param ratioBefore imbalance before the latest round
 * @param settledAt when the latest round's effect can be judged
 * @param futile rounds in a row without gain
 * @param quietUntil after futile rounds it does not begin by itself before this
 * @param orders the latest round's shed orders, repeated until it is judged: directives expire
 */
public record BalanceState(
    @Nullable String requestId,
    int round,
    double ratioBefore,
    Instant settledAt,
    int futile,
    Instant quietUntil,
    java.util.List<dev.tidegate.controller.model.DirectiveWish> orders) {
  public static final BalanceState IDLE =
      new BalanceState(null, 0, 1, Instant.EPOCH, 0, Instant.EPOCH, java.util.List.of());

  public BalanceState {
    Objects.requireNonNull(settledAt, "settledAt");
    Objects.requireNonNull(quietUntil, "quietUntil");
    orders = java.util.List.copyOf(orders);
  }

  public boolean active() {
    return round > 0;
  }
}
