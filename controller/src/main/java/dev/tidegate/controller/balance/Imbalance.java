package dev.tidegate.controller.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How unevenly a set of runtimes that share their newcomers is loaded.
 *
 * @param connections of all of them (F)
 * @param byLoad load is calls per second; false: too few calls, connections are counted instead
 * @param ratio highest load by mean load; 1 = even
 * @param excess connections above the bound, by runtime id; only those above
 * @param bound load up to which a runtime is left alone
 */
public record Imbalance(
    int runtimes,
    int connections,
    boolean byLoad,
    double ratio,
    Map<String, Integer> excess,
    double bound) {
  /** Below so many calls per second in all, calls say less than connections. */
  private static final double IDLE_RPC = 1;

  public Imbalance {
    excess = Map.copyOf(excess);
  }

  /**
   * Measures.
   *
   * @param tolerance share above the mean that is left alone
   * @param noise also leave alone what chance explains: a hash spreads F flows with a deviation in
   *     the order of the square root of F
   */
  public static Imbalance of(List<RuntimeLoad> loads, double tolerance, boolean noise) {
    int flows = loads.stream().mapToInt(RuntimeLoad::connections).sum();
    double rpc = loads.stream().mapToDouble(RuntimeLoad::rpcPerSecond).sum();
    boolean byLoad = rpc >= IDLE_RPC;
    if (loads.size() < 2 || flows == 0) {
      return new Imbalance(loads.size(), flows, byLoad, 1, Map.of(), Double.POSITIVE_INFINITY);
    }
    double total = byLoad ? rpc : flows;
    double share = total / loads.size();
    double floor = noise ? share + Math.sqrt(flows) * total / flows : share;
    double bound = Math.max(share * (1 + tolerance), floor);
    Map<String, Integer> excess = new LinkedHashMap<>();
    double highest = 0;
    for (RuntimeLoad each : loads) {
      double load = byLoad ? each.rpcPerSecond() : each.connections();
      highest = Math.max(highest, load);
      int over = load > bound ? over(each, load, share) : 0;
      if (over > 0) {
        excess.put(each.runtimeId(), over);
      }
    }
    return new Imbalance(loads.size(), flows, byLoad, highest / share, excess, bound);
  }

  /** Connections that carry what is above the fair share; one is always left where it is. */
  private static int over(RuntimeLoad each, double load, double share) {
    double perConnection = load / Math.max(1, each.connections());
    return Math.min(each.connections() - 1, (int) Math.floor((load - share) / perConnection));
  }

  public int excessTotal() {
    return excess.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The worst of several zones, with all their excess; the zones do not share newcomers. */
  static Imbalance worst(List<Imbalance> zones) {
    Map<String, Integer> all = new LinkedHashMap<>();
    List<Imbalance> sorted = new ArrayList<>(zones);
    sorted.sort((a, b) -> Double.compare(b.ratio(), a.ratio()));
    zones.forEach(z -> all.putAll(z.excess()));
    Imbalance worst = sorted.get(0);
    return new Imbalance(
        zones.stream().mapToInt(Imbalance::runtimes).sum(),
        zones.stream().mapToInt(Imbalance::connections).sum(),
        worst.byLoad(),
        worst.ratio(),
        all,
        worst.bound());
  }
}
