package dev.tidegate.controller.plan;

import dev.tidegate.controller.balance.BalanceState;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.scaling.PoolMemory;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the loop carries from pass to pass. All of it is soft: a restart begins with {@link #EMPTY}
 * and loses a window's wait, nothing else.
 *
 * @param pools by worker pool
 * @param balances by target pool
 * @param leaving since when a runtime's task or target is on its way out, by runtime and boot id
 * @param issued the last directive by runtime and boot id, with its generation
 * @param generation the highest one used
 * @param expectations by service
 */
public record Memory(
    Map<String, PoolMemory> pools,
    Map<String, BalanceState> balances,
    Map<String, Instant> leaving,
    Map<String, Issued> issued,
    long generation,
    Map<ServiceRef, Expectation> expectations) {

  /** A directive as it was written last. */
  public record Issued(DirectiveWish wish, long generation) {}

  public static final Memory EMPTY =
      new Memory(Map.of(), Map.of(), Map.of(), Map.of(), 0, Map.of());

  public Memory {
    pools = Map.copyOf(pools);
    balances = Map.copyOf(balances);
    leaving = Map.copyOf(leaving);
    issued = Map.copyOf(issued);
    expectations = Map.copyOf(expectations);
  }

  /** A new term begins: what was issued under the old one is void, figures are still figures. */
  public Memory afterTakeover() {
    return new Memory(pools, Map.of(), Map.of(), Map.of(), 0, Map.of());
  }

  public Memory expecting(Expectation expectation) {
    Map<ServiceRef, Expectation> all = new HashMap<>(expectations);
    all.put(expectation.service(), expectation);
    return new Memory(pools, balances, leaving, issued, generation, all);
  }
}
