package dev.tidegate.controller.balance;

import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.DirectiveWish.ShedOrder;
import dev.tidegate.controller.model.TargetPoolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of shedding. One round takes the excess off the hot runtimes at a bounded rate while a cap
 * turns away newcomers that would go back there; then it waits until the effect can be seen. It
 * stops when nobody is above the bound, when two rounds brought nothing (one heavy client cannot be
 * split), or after ten rounds.
 */
public final class Balancer {
  static final int MAX_ROUNDS = 10;
  static final int MAX_FUTILE = 2;

  /** A round that takes less than this share off the imbalance brought nothing. */
  private static final double GAIN = 0.05;

  /** A cap of this share of the mean leaves room for every newcomer somewhere. */
  private static final double CAP_ROOM = 1.2;

  private static final Duration REST = Duration.ofMinutes(5);

  private final TargetPoolSpec spec;
  private final BalanceState state;
  private final List<RuntimeLoad> loads;
  private final boolean crossZone;
  private final Instant now;

  private Balancer(
      TargetPoolSpec spec,
      BalanceState state,
      List<RuntimeLoad> loads,
      boolean crossZone,
      Instant now) {
    this.spec = spec;
    this.state = state;
    this.loads = List.copyOf(loads);
    this.crossZone = crossZone;
    this.now = now;
  }

  /**
   * The next step.
   *
   * @param loads of the serving, mapped runtimes
   * @param request an explicit wish in progress; null = none
   * @param epoch goes into the ids of shed orders, so that a new leader's are its own
   */
  public static BalanceStep next(
      TargetPoolSpec spec,
      BalanceState state,
      List<RuntimeLoad> loads,
      boolean crossZone,
      @Nullable String request,
      long epoch,
      Instant now) {
    BalanceState current =
        request != null && !request.equals(state.requestId()) && !state.active()
            ? BalanceState.IDLE
            : state;
    return new Balancer(spec, current, loads, crossZone, now).step(request, epoch);
  }

  private BalanceStep step(@Nullable String request, long epoch) {
    Imbalance imbalance = measure(request == null);
    if (state.active() && now.isBefore(state.settledAt())) {
      String wait = "round " + state.round() + " is under way until " + state.settledAt();
      return new BalanceStep(state, imbalance, state.orders(), false, false, false, wait);
    }
    int futile = state.active() ? futile(imbalance) : 0;
    if (imbalance.excess().isEmpty()) {
      return over(imbalance, true, describe(imbalance) + ": nobody is above it", now);
    }
    if (futile >= MAX_FUTILE || state.round() >= MAX_ROUNDS) {
      String why = describe(imbalance) + ": stops after " + state.round() + " rounds without gain";
      return over(imbalance, false, why, now.plus(REST));
    }
    boolean mayBegin = spec.rebalance() && !now.isBefore(state.quietUntil());
    if (!state.active() && request == null && !mayBegin) {
      String why = spec.rebalance() ? "rests until " + state.quietUntil() : "rebalance is off";
      return new BalanceStep(
          state, imbalance, List.of(), false, false, false, describe(imbalance) + "; " + why);
    }
    return round(request, epoch, imbalance, futile);
  }

  private Imbalance measure(boolean noise) {
    if (loads.isEmpty()) {
      return Imbalance.of(List.of(), spec.tolerance(), noise);
    }
    if (crossZone) {
      return Imbalance.of(loads, spec.tolerance(), noise);
    }
    Map<String, List<RuntimeLoad>> zones =
        loads.stream().collect(Collectors.groupingBy(RuntimeLoad::zone));
    return Imbalance.worst(
        zones.values().stream().map(z -> Imbalance.of(z, spec.tolerance(), noise)).toList());
  }

  private int futile(Imbalance imbalance) {
    boolean gained = imbalance.ratio() <= state.ratioBefore() * (1 - GAIN);
    return gained ? 0 : state.futile() + 1;
  }

  private BalanceStep round(@Nullable String request, long epoch, Imbalance imbalance, int futile) {
    int round = state.round() + 1;
    String id = "balance-" + epoch + "-" + now.toEpochMilli() + "-" + round;
    List<DirectiveWish> orders = orders(imbalance, id);
    int most = imbalance.excess().values().stream().mapToInt(Integer::intValue).max().orElse(0);
    Instant settled = now.plus(spec.shedTime(most)).plus(spec.settle());
    BalanceState next =
        new BalanceState(
            request, round, imbalance.ratio(), settled, futile, state.quietUntil(), orders);
    String why =
        describe(imbalance)
            + ": round "
            + round
            + " sheds "
            + imbalance.excessTotal()
            + " connections of "
            + imbalance.excess().size()
            + " runtimes";
    return new BalanceStep(next, imbalance, orders, true, false, false, why);
  }

  private List<DirectiveWish> orders(Imbalance imbalance, String id) {
    Map<String, Integer> caps = caps();
    List<DirectiveWish> wishes = new ArrayList<>();
    for (RuntimeLoad load : loads) {
      int excess = imbalance.excess().getOrDefault(load.runtimeId(), 0);
      ShedOrder shed =
          excess == 0 ? null : new ShedOrder(excess, spec.shedPerSecond(), spec.streamGrace(), id);
      Integer cap = caps.get(load.runtimeId());
      if (shed != null || cap != null) {
        wishes.add(
            new DirectiveWish(
                load.runtimeId(), load.bootId(), false, false, cap, shed, "rebalance " + id));
      }
    }
    return wishes;
  }

  /** Caps per zone, whose sum leaves room for a fifth more connections than there are. */
  private Map<String, Integer> caps() {
    Map<String, List<RuntimeLoad>> zones =
        loads.stream().collect(Collectors.groupingBy(l -> crossZone ? "" : l.zone()));
    Map<String, Integer> caps = new java.util.HashMap<>();
    for (List<RuntimeLoad> zone : zones.values()) {
      int flows = zone.stream().mapToInt(RuntimeLoad::connections).sum();
      if (zone.size() < 2) {
        continue;
      }
      int cap = (int) Math.ceil(CAP_ROOM * flows / zone.size());
      if ((long) cap * zone.size() >= CAP_ROOM * flows) {
        zone.forEach(l -> caps.put(l.runtimeId(), cap));
      }
    }
    return caps;
  }

  private BalanceStep over(Imbalance imbalance, boolean gained, String why, Instant quietUntil) {
    boolean wasActive = state.active();
    BalanceState idle =
        new BalanceState(
            null, 0, 1, Instant.EPOCH, 0, gained ? state.quietUntil() : quietUntil, List.of());
    String text = wasActive ? why + " (after " + state.round() + " rounds)" : why;
    return new BalanceStep(idle, imbalance, List.of(), false, true, gained, text);
  }

  private String describe(Imbalance imbalance) {
    return String.format(
        Locale.ROOT,
        "%d connections on %d runtimes, most/mean %.2f by %s",
        imbalance.connections(),
        imbalance.runtimes(),
        imbalance.ratio(),
        imbalance.byLoad() ? "calls" : "connections");
  }
}
