package dev.tidegate.controller.app;

import dev.tidegate.controller.ledger.Json;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.plan.Action;
import dev.tidegate.controller.plan.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What a controller would do now, and why. */
public record PlanView(Instant at, List<Item> items) {

  /**
   * One decision.
   *
   * @param actions in words, in their order
   */
  public record Item(
      String resource,
      String decision,
      String reason,
      List<String> conditions,
      List<String> actions) {
    public Item {
      Objects.requireNonNull(resource, "resource");
      conditions = List.copyOf(conditions);
      actions = List.copyOf(actions);
    }

    static Item of(Decision decision) {
      return new Item(
          decision.resource(),
          decision.verdict(),
          decision.reason(),
          decision.conditions().stream().map(Condition::toString).toList(),
          decision.actions().stream().map(Action::describe).toList());
    }
  }

  public PlanView {
    Objects.requireNonNull(at, "at");
    items = List.copyOf(items);
  }

  /** Nothing would be changed. */
  public boolean calm() {
    return items.stream().allMatch(i -> i.actions().isEmpty());
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    for (Item item : items) {
      text.append(item.resource()).append(": ").append(item.decision()).append('\n');
      text.append("  why: ").append(item.reason()).append('\n');
      item.conditions().forEach(c -> text.append("  is:  ").append(c).append('\n'));
      item.actions().forEach(a -> text.append("  do:  ").append(a).append('\n'));
    }
    if (calm()) {
      text.append("Nothing to do.\n");
    }
    return text.toString();
  }

  public String json() {
    return Json.write(this);
  }
}
