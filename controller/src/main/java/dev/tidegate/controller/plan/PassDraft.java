package dev.tidegate.controller.plan;

import dev.tidegate.controller.balance.BalanceState;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.ServiceMove;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.scaling.PoolMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pass while it is being put together; lives inside one call of the planner. It is the one place
 * where the kinds of disruption compete, where a service's count is written by one hand, and where
 * the wishes for one runtime become one directive.
 */
final class PassDraft {
  private final Snapshot snapshot;
  private final Memory before;
  private final List<Decision> decisions = new ArrayList<>();
  private final Map<String, DirectiveWish> wishes = new LinkedHashMap<>();
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, PoolMemory> pools;
  private final Map<String, BalanceState> balances;
  private final Map<String, Instant> leaving = new HashMap<>();
  private final Set<ServiceRef> counted = new HashSet<>();
  private @Nullable Disruption acting;

  PassDraft(Snapshot snapshot, Memory before) {
    this.snapshot = snapshot;
    this.before = before;
    this.pools = new HashMap<>(before.pools());
    this.balances = new HashMap<>(before.balances());
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Instant now() {
    return snapshot.at();
  }

  /** Whether this kind may act in this pass; if so it is the only one. */
  boolean claim(Disruption kind) {
    if (acting == null) {
      acting = kind;
    }
    return acting == kind;
  }

  String acting() {
    return acting == null ? "nothing" : acting.name();
  }

  void add(Decision decision) {
    decisions.add(decision);
  }

  PoolMemory pool(String name) {
    return pools.getOrDefault(name, PoolMemory.EMPTY);
  }

  void remember(String pool, PoolMemory memory) {
    pools.put(pool, memory);
  }

  BalanceState balance(String pool) {
    return balances.getOrDefault(pool, BalanceState.IDLE);
  }

  void remember(String pool, BalanceState state) {
    balances.put(pool, state);
  }

  /** Since when this runtime is on its way out. */
  Instant leavingSince(String runtimeAndBoot) {
    Instant since = before.leaving().getOrDefault(runtimeAndBoot, now());
    leaving.put(runtimeAndBoot, since);
    return since;
  }

  /** Adds a wish; an earlier one for the same runtime is the stronger. */
  void wish(DirectiveWish wish) {
    wishes.merge(key(wish), wish, DirectiveWish::merge);
  }

  void advertise(String runtimeAndBoot, String address) {
    addresses.put(runtimeAndBoot, address);
  }

  boolean wished(String runtimeAndBoot) {
    return wishes.containsKey(runtimeAndBoot);
  }

  /** The one writer of counts: a second write in the same pass, or one not yet seen, is held. */
  Optional<Action> count(ServiceRef service, ServiceMove.Change change, boolean fallback) {
    Expectation open = before.expectations().get(service);
    boolean waits =
        open != null && now().isBefore(open.deadline()) && change.to() == open.desired();
    if (waits || !counted.add(service)) {
      return Optional.empty();
    }
    return Optional.of(new Action.SetDesired(service, change, fallback));
  }

  static String key(DirectiveWish wish) {
    return wish.runtimeId() + "|" + wish.bootId();
  }

  /** Numbers the directives: a changed one gets a new generation, a renewal keeps its own. */
  PassPlan finish(Map<ServiceRef, Expectation> expectations, List<PoolStatus> statuses) {
    Map<String, Memory.Issued> issued = new HashMap<>();
    List<Action.PutDirectives.Numbered> numbered = new ArrayList<>();
    long generation = before.generation();
    for (Map.Entry<String, DirectiveWish> entry : wishes.entrySet()) {
      Memory.Issued last = before.issued().get(entry.getKey());
      long number =
          last != null && last.wish().equals(entry.getValue()) ? last.generation() : ++generation;
      issued.put(entry.getKey(), new Memory.Issued(entry.getValue(), number));
      String address = addresses.getOrDefault(entry.getKey(), "");
      numbered.add(new Action.PutDirectives.Numbered(entry.getValue(), number, address));
    }
    List<Decision> all = new ArrayList<>();
    if (!numbered.isEmpty()) {
      // First, because a target that is already being taken away cannot wait.
      Action put = new Action.PutDirectives(numbered);
      all.add(new Decision("Fleet", "DIRECT", reasons(), null, List.of(), List.of(put)));
    }
    all.addAll(decisions);
    Memory next = new Memory(pools, balances, leaving, issued, generation, expectations);
    return new PassPlan(all, next, statuses);
  }

  private String reasons() {
    return String.join(
        "; ", wishes.values().stream().map(DirectiveWish::reason).distinct().limit(5).toList());
  }
}
