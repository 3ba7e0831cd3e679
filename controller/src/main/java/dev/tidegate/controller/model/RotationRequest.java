package dev.tidegate.controller.model;

import java.util.Objects;

/**
 * A wish to replace one runtime.
 *
 * @param id chosen by whoever asks; the same id is carried out once
 * @param victim a task's ARN, {@link #OLDEST} or {@link #BUSIEST}
 */
public record RotationRequest(String id, String pool, String victim) {
  public static final String OLDEST = "oldest";
  public static final String BUSIEST = "busiest";

  public RotationRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(victim, "victim");
    if (!id.matches("[A-Za-z0-9._-]{1,60}")) {
      throw new IllegalArgumentException("a request id is 1..60 of A-Z a-z 0-9 . _ -");
    }
  }
}
