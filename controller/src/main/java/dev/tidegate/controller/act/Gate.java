package dev.tidegate.controller.act;

import java.time.Instant;
import java.util.Optional;

/** Whether leadership still covers a write, asked right before each one. */
public interface Gate {
  /** Why the fleet must not be written to; empty = it may. */
  Optional<String> fleetClosed();

  /**
   * Why AWS must not be called; empty = it may, and the call will end before leadership does. AWS
   * knows no epochs, so a call that outlives its leader could undo its successor's.
   */
  Optional<String> cloudClosed();

  /** Led last, and nobody can say who leads now: may raise a count to its fallback. */
  boolean incumbent();

  long epoch();

  /** The store's clock, as well as it is known. */
  Instant storeNow();

  /** Somebody newer leads. */
  void lost(String why);
}
