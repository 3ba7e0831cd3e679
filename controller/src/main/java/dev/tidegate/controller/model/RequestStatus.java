package dev.tidegate.controller.model;

import java.time.Instant;
import java.util.Objects;

/**
 * How far a request has come; written to the journal for whoever asked.
 *
 * @param kind rotation or rebalance
 * @param step the step it is in
 * @param done nothing more will happen
 * @param succeeded the wish was fulfilled; false while it is not done
 * @param message what it waits for, or how it ended
 */
public record RequestStatus(
    String kind,
    String id,
    String pool,
    String step,
    boolean done,
    boolean succeeded,
    String message,
    Instant at) {
  public RequestStatus {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(at, "at");
  }
}
