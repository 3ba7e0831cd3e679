package dev.tidegate.controller.port;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where decisions are written down. Never fails the caller. */
public interface Ledger {

  /**
   * One decision.
   *
   * @param resource kind and name
   * @param decision one word
   * @param inputs what it was decided from, enough to decide it again; null = nothing but views
   * @param outcomes what became of each act
   */
  record Entry(
      Instant at,
      long epoch,
      String resource,
      String decision,
      String reason,
      @Nullable Record inputs,
      List<String> conditions,
      List<Outcome> outcomes) {
    public Entry {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(resource, "resource");
      Objects.requireNonNull(decision, "decision");
      Objects.requireNonNull(reason, "reason");
      conditions = List.copyOf(conditions);
      outcomes = List.copyOf(outcomes);
    }
  }

  /** What became of an act; {@code result} is "done", "held: ..." or a failure. */
  record Outcome(String action, String result) {}

  void record(Entry entry);
}
