package dev.tidegate.controller.loop;

import dev.tidegate.controller.plan.Leadership;
import dev.tidegate.controller.plan.PassPlan;
import dev.tidegate.controller.plan.Snapshot;
import dev.tidegate.controller.port.Ledger;
import java.util.List;

/** What a pass saw, decided and did. */
public record PassReport(
    Snapshot snapshot, Leadership leadership, PassPlan plan, List<Ledger.Entry> entries) {
  public PassReport {
    entries = List.copyOf(entries);
  }
}
