package dev.tidegate.controller.plan;

import java.time.Instant;
import java.util.Objects;

/**
 * Whether this controller may write.
 *
 * @param leader it holds the lease: may write to the fleet
 * @param incumbent it led last, and the fleet cannot say who leads now: may raise to a fallback
 * @param cloud it may call AWS: it leads, and its predecessor's calls have ended
 * @param storeNow the store's clock, as well as it is known
 * @param note who leads, or why it does not
 */
public record Leadership(
    boolean leader, boolean incumbent, boolean cloud, long epoch, Instant storeNow, String note) {
  public Leadership {
    Objects.requireNonNull(storeNow, "storeNow");
    Objects.requireNonNull(note, "note");
  }
}
