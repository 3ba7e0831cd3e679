package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * A wish to even out a pool's connections.
 *
 * @param id chosen by whoever asks; the same id is carried out once
 */
public record RebalanceRequest(String id, String pool) {
  public RebalanceRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pool, "pool");
    if (!id.matches("[A-Za-z0-9._-]{1,60}")) {
      throw new IllegalArgumentException("a request id is 1..60 of A-Z a-z 0-9 . _ -");
    }
  }
}
