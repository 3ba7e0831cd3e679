package dev.tidegate.controller.loop;

import dev.tidegate.controller.act.Actor;
import dev.tidegate.controller.ledger.Json;
import dev.tidegate.controller.model.Condition;
import dev.tidegate.controller.plan.Action;
import dev.tidegate.controller.plan.ControllerConfig;
import dev.tidegate.controller.plan.Decision;
import dev.tidegate.controller.plan.Expectation;
import dev.tidegate.controller.plan.Leadership;
import dev.tidegate.controller.plan.Memory;
import dev.tidegate.controller.plan.PassPlan;
import dev.tidegate.controller.plan.Planner;
import dev.tidegate.controller.plan.Snapshot;
import dev.tidegate.controller.port.Cloud;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.Ledger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One pass at a time: leadership, observation, plan, acts, ledger. Level-triggered: everything that
 * has to survive is in AWS, in the fleet or in the journal, so a restart is an ordinary pass.
 */
public final class ControlLoop {
  /** A count that was set is expected to be read back within so many passes, and a grace. */
  private static final int EXPECT_PASSES = 2;

  private static final Duration EXPECT_GRACE = Duration.ofSeconds(5);

  private final ControllerConfig specs;
  private final LeaderLease lease;
  private final Observer observer;
  private final Actor actor;
  private final Ledger ledger;
  private final InstantSource clock;
  private Memory memory = Memory.EMPTY;
  private boolean led;

  public ControlLoop(
      ControllerConfig specs,
      Cloud cloud,
      Fleet fleet,
      Ledger ledger,
      String holder,
      InstantSource clock,
      LongSupplier nanos) {
    this.specs = specs;
    this.lease = new LeaderLease(fleet, holder, specs.controller(), nanos, clock);
    this.observer = new Observer(specs, cloud, fleet, clock);
    this.actor = new Actor(cloud, fleet, Json::write, clock);
    this.ledger = ledger;
    this.clock = clock;
  }

  /** A whole pass. Fails only by a bug: what can go wrong outside is part of the report. */
  public PassReport runPass() {
    if (lease.acquire()) {
      memory = memory.afterTakeover();
    }
    Snapshot snapshot = observer.observe(lease::leadership);
    PassPlan plan = Planner.plan(specs, snapshot, memory);
    memory = plan.memory();
    List<Ledger.Entry> entries = new ArrayList<>();
    for (Decision decision : plan.decisions()) {
      entries.add(carryOut(decision));
    }
    Leadership after = lease.leadership();
    record(after, entries);
    return new PassReport(snapshot, after, plan, entries);
  }

  /** Observes and decides as if it led; changes nothing. */
  public PassReport dryRun() {
    Snapshot snapshot =
        observer.observe(() -> new Leadership(true, false, true, 0, clock.instant(), "dry run"));
    PassPlan plan = Planner.plan(specs, snapshot, memory);
    memory = plan.memory();
    return new PassReport(snapshot, snapshot.leadership(), plan, List.of());
  }

  /** Hands leadership over. */
  public void release() {
    lease.release();
  }

  private Ledger.Entry carryOut(Decision decision) {
    Actor.Result result = actor.perform(decision, lease);
    for (Action action : result.done()) {
      if (action instanceof Action.SetDesired set) {
        Duration wait = specs.controller().pass().multipliedBy(EXPECT_PASSES).plus(EXPECT_GRACE);
        memory =
            memory.expecting(
                new Expectation(set.service(), set.change().to(), clock.instant().plus(wait)));
      }
    }
    return new Ledger.Entry(
        clock.instant(),
        lease.epoch(),
        decision.resource(),
        decision.verdict(),
        decision.reason(),
        decision.inputs(),
        decision.conditions().stream().map(Condition::toString).toList(),
        result.outcomes());
  }

  /** A standby only says that it is one: its decisions are nobody's. */
  private void record(Leadership after, List<Ledger.Entry> entries) {
    boolean leads = after.leader() || after.incumbent();
    if (leads != led || !leads) {
      ledger.record(
          new Ledger.Entry(
              clock.instant(),
              after.epoch(),
              "Controller",
              leads ? "LEADS" : "STANDS_BY",
              after.note(),
              null,
              List.of(),
              List.of()));
    }
    led = leads;
    if (leads) {
      entries.forEach(ledger::record);
    }
  }
}
