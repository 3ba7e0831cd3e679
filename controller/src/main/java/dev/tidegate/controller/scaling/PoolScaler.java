package dev.tidegate.controller.scaling;

import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.scaling.ScalingDecision.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides a worker pool's count: out at once but never more than a step's worth of tasks starting,
 * in only to the highest recommendation of a window, nothing inside the dead band, and without
 * figures never down.
 */
public final class PoolScaler {
  /** A pool may go to zero only when the formula asks for less than this. */
  private static final double IDLE_TASKS = 0.01;

  /** So many tasks dead at their start within the start deadline are a crash loop. */
  private static final int CRASH_LOOP = 3;

  private final WorkerPoolSpec spec;
  private final PoolSituation at;
  private final List<Condition> conditions = new ArrayList<>();

  private PoolScaler(WorkerPoolSpec spec, PoolSituation at) {
    this.spec = spec;
    this.at = at;
  }

  public static ScalingDecision decide(WorkerPoolSpec spec, PoolSituation situation) {
    return new PoolScaler(spec, situation).decide();
  }

  private ScalingDecision decide() {
    if (spec.paused() != dev.tidegate.controller.model.Paused.NONE) {
      condition(Condition.Type.PAUSED, "Spec", "paused: " + lower(spec.paused()));
    }
    if (at.queues() == null) {
      return withoutFigures(at.queueProblem());
    }
    RateEstimate before = at.memory().rates();
    RateEstimate rates =
        before == null
            ? RateEstimate.first(at.queues())
            : before.next(at.queues(), spec.rateWindow());
    if (!rates.known()) {
      String why = before == null ? "the first sample" : "the queue's totals fell back";
      return withoutFigures("no rate yet: " + why, at.memory().withRates(rates));
    }
    PoolMemory memory = at.memory().withRates(rates);
    ScalingInput input = input(rates, at.queues());
    return withFigures(input, Demand.of(input), memory);
  }

  private ScalingInput input(RateEstimate rates, QueueSum queues) {
    double calibration = rates.calibration();
    return new ScalingInput(
        rates.arrivalsPerSecond(),
        rates.meanSeconds(),
        queues.runnableSeconds() * calibration,
        queues.inFlightSeconds() * calibration,
        queues.inFlight(),
        spec.slotsPerTask(),
        spec.busyShare(),
        seconds(spec.drainTarget()),
        seconds(spec.controlLag()),
        seconds(at.pass()));
  }

  private ScalingDecision withFigures(ScalingInput input, Demand demand, PoolMemory memory) {
    if (!demand.reachable()) {
      condition(
          Condition.Type.SLO_UNREACHABLE,
          "LagExceedsTarget",
          "a new task takes "
              + text(spec.controlLag())
              + ", the backlog is to be cleared in "
              + text(spec.drainTarget()));
    }
    int current = at.service().desired();
    int recommended = recommended(demand);
    String why = explain(input, demand, recommended);
    if (insideDeadBand(demand, recommended, current)) {
      recommended = current;
      why = why + ", inside the dead band of " + current;
    }
    RecommendationWindow window = memory.window().add(recommended, at.now(), spec.scaleInWindow());
    PoolMemory next = memory.withWindow(window);
    if (recommended > current) {
      return out(recommended, why, input, demand, next);
    }
    if (recommended < current) {
      return in(window, why, input, demand, next);
    }
    return decision(Direction.HOLD, current, why, input, demand, next);
  }

  private int recommended(Demand demand) {
    QueueSum queues = at.queues();
    boolean idle =
        queues != null
            && queues.ready() == 0
            && queues.inFlight() == 0
            && demand.tasks() < IDLE_TASKS;
    int wanted = idle ? 0 : Math.max(1, demand.wholeTasks());
    return Math.max(spec.min(), Math.min(spec.max(), wanted));
  }

  private boolean insideDeadBand(Demand demand, int recommended, int current) {
    if (current < spec.min() || current > spec.max() || current == 0 || recommended == 0) {
      return false;
    }
    return Math.abs(demand.tasks() - current) <= spec.tolerance() * current;
  }

  private ScalingDecision out(
      int recommended, String why, ScalingInput input, Demand demand, PoolMemory memory) {
    int current = at.service().desired();
    String hold = whyNotOut(recommended);
    if (hold != null) {
      return decision(Direction.HOLD, current, why + "; " + hold, input, demand, memory);
    }
    int target = stepped(recommended);
    if (target <= current) {
      String full = "; waits: " + starting() + " tasks are starting already";
      return decision(Direction.HOLD, current, why + full, input, demand, memory);
    }
    String step = target < recommended ? "; in steps of " + spec.scaleOutStep() : "";
    return decision(Direction.OUT, target, why + step, input, demand, memory);
  }

  private @Nullable String whyNotOut(int recommended) {
    if (spec.paused().out()) {
      return "scale-out is paused";
    }
    int stuck = at.stuckBeyond(spec.startDeadline());
    if (stuck > 0) {
      condition(
          Condition.Type.BLOCKED,
          "Capacity",
          stuck + " tasks have not started within " + text(spec.startDeadline()));
      return "no room: " + stuck + " tasks do not start, " + recommended + " would not either";
    }
    int died = at.diedAtStart(spec.startDeadline());
    if (died >= CRASH_LOOP) {
      condition(Condition.Type.BLOCKED, "CrashLoop", died + " tasks ended right after their start");
      return "crash loop: " + died + " tasks ended right after their start";
    }
    return null;
  }

  private int stepped(int recommended) {
    int running = (int) at.tasks().stream().filter(t -> t.serving()).count();
    return Math.min(recommended, Math.max(at.service().desired(), running + spec.scaleOutStep()));
  }

  private int starting() {
    return Math.max(at.startingWithin(spec.startDeadline()), at.service().pending());
  }

  private ScalingDecision in(
      RecommendationWindow window, String why, ScalingInput input, Demand demand, PoolMemory next) {
    int current = at.service().desired();
    int busyTasks = (int) Math.ceil(input.busySlots() / spec.slotsPerTask() - 1e-9);
    int target = Math.max(Math.max(window.highest(), spec.min()), Math.min(busyTasks, spec.max()));
    String hold = whyNotIn(window, target, current);
    if (hold != null) {
      return decision(Direction.HOLD, current, why + "; " + hold, input, demand, next);
    }
    String most = "; the most of the last " + text(spec.scaleInWindow()) + " is " + target;
    return decision(Direction.IN, target, why + most, input, demand, next);
  }

  private @Nullable String whyNotIn(RecommendationWindow window, int target, int current) {
    if (spec.paused().in()) {
      return "scale-in is paused";
    }
    if (at.service().deploying()) {
      condition(
          Condition.Type.BLOCKED, "Deployment", "no scale-in while a deployment is under way");
      return "a deployment is under way";
    }
    if (!window.spans(spec.scaleInWindow(), at.now())) {
      return "waits until " + text(spec.scaleInWindow()) + " of recommendations are known";
    }
    if (target >= current) {
      return "waits: " + target + " were needed within the last " + text(spec.scaleInWindow());
    }
    if (!at.service().steady()) {
      return "waits: " + at.service().running() + " of " + current + " tasks run";
    }
    return null;
  }

  private ScalingDecision withoutFigures(String problem) {
    return withoutFigures(problem, at.memory());
  }

  /** Holds, and after a while raises to the fallback; an absent figure never lowers anything. */
  private ScalingDecision withoutFigures(String problem, PoolMemory before) {
    Instant missing = at.memory().missingSince();
    Instant since = missing == null ? at.now() : missing;
    PoolMemory memory = before.missing(since);
    Duration waited = Duration.between(since, at.now());
    condition(Condition.Type.METRICS_STALE, "NoFigures", problem);
    int current = at.service().desired();
    if (current < spec.min() && !spec.paused().out()) {
      // The least is the operator's word and needs no figure.
      String why = "below the least of " + spec.min() + "; no figures: " + problem;
      return decision(Direction.OUT, spec.min(), why, null, null, memory);
    }
    int fallback = spec.fallback().replicas();
    boolean due = waited.compareTo(spec.fallback().after()) >= 0;
    if (fallback > current && due && !spec.paused().out()) {
      String why = "no figures for " + text(waited) + " (" + problem + "): raised to the fallback";
      return decision(Direction.OUT, fallback, why, null, null, memory);
    }
    return decision(Direction.HOLD, current, "holds: " + problem, null, null, memory);
  }

  private String explain(ScalingInput in, Demand demand, int recommended) {
    return String.format(
        Locale.ROOT,
        "needs %d: arriving work fills %.2f slots, %.1f s queued and %.1f s in flight ask for %.2f"
            + " more, %d slots a task (exactly %.2f tasks)",
        recommended,
        demand.arrivingSlots(),
        in.queuedSeconds(),
        in.inFlightSeconds(),
        demand.clearSlots(),
        in.slotsPerTask(),
        demand.tasks());
  }

  private ScalingDecision decision(
      Direction direction,
      int desired,
      String reason,
      @Nullable ScalingInput input,
      @Nullable Demand demand,
      PoolMemory memory) {
    double raw = demand == null ? Double.NaN : demand.tasks();
    return new ScalingDecision(
        spec.name(),
        direction,
        at.service().desired(),
        desired,
        raw,
        reason,
        conditions,
        input,
        memory);
  }

  private void condition(Condition.Type type, String reason, String message) {
    conditions.add(new Condition(type, reason, message));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + " s";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
