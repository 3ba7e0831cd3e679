package dev.tidegate.controller.act;

import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.plan.Action;
import dev.tidegate.controller.plan.Decision;
import dev.tidegate.controller.plan.FreshView;
import dev.tidegate.controller.plan.Revalidation;
import dev.tidegate.controller.port.Cloud;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.Ledger;
import dev.tidegate.controller.port.PortException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Carries out the acts of a decision in their order and stops at the first that fails. */
public final class Actor {
  /** The longest that a directive may live without renewal; the fleet refuses more. */
  private static final Duration DIRECTIVE_LASTS = Duration.ofSeconds(29);

  private final Cloud cloud;
  private final Fleet fleet;
  private final Function<Record, String> json;
  private final InstantSource clock;

  public Actor(Cloud cloud, Fleet fleet, Function<Record, String> json, InstantSource clock) {
    this.cloud = cloud;
    this.fleet = fleet;
    this.json = json;
    this.clock = clock;
  }

  /**
   * What became of each act. An act after a failed one is not tried and not listed.
   *
   * @param failure how the last one failed; null = all were done
   */
  public record Result(
      List<Ledger.Outcome> outcomes,
      List<Action> done,
      @org.jspecify.annotations.Nullable FailureKind failure) {
    public Result {
      outcomes = List.copyOf(outcomes);
      done = List.copyOf(done);
    }
  }

  public Result perform(Decision decision, Gate gate) {
    List<Ledger.Outcome> outcomes = new ArrayList<>();
    List<Action> done = new ArrayList<>();
    for (Action action : decision.actions()) {
      try {
        Optional<String> held = action.perform(new Hand(gate));
        outcomes.add(
            new Ledger.Outcome(action.describe(), held.map(w -> "held: " + w).orElse("done")));
        if (held.isPresent()) {
          return new Result(outcomes, done, null);
        }
        done.add(action);
      } catch (PortException e) {
        if (e.kind().costsLeadership()) {
          gate.lost(e.summary());
        }
        outcomes.add(new Ledger.Outcome(action.describe(), e.summary()));
        return new Result(outcomes, done, e.kind());
      }
    }
    return new Result(outcomes, done, null);
  }

  /** Answers why an act was held back; empty = it was done. */
  private final class Hand implements Action.Performer<Optional<String>> {
    private final Gate gate;

    private Hand(Gate gate) {
      this.gate = gate;
    }

    @Override
    public Optional<String> setDesired(Action.SetDesired action) {
      Optional<String> closed = gate.cloudClosed();
      if (closed.isPresent() && !(action.fallback() && raises(action) && gate.incumbent())) {
        return closed;
      }
      ServiceView service = service(action.service());
      Optional<String> refused =
          raises(action)
              ? Revalidation.refuse(action.change(), light(service))
              : Revalidation.refuse(action.change(), full(service));
      if (refused.isPresent()) {
        return refused;
      }
      Optional<String> closedMeanwhile = gate.cloudClosed();
      if (closedMeanwhile.isPresent() && !action.fallback()) {
        return closedMeanwhile;
      }
      cloud.setDesired(action.service(), action.change().to());
      return Optional.empty();
    }

    private boolean raises(Action.SetDesired action) {
      return action.change().to() > action.change().from();
    }

    private ServiceView service(ServiceRef ref) {
      ServiceView service = cloud.services(List.of(ref)).get(ref);
      if (service == null) {
        throw new PortException(FailureKind.NOT_FOUND, "no service " + ref);
      }
      return service;
    }

    private FreshView light(ServiceView service) {
      return new FreshView(
          clock.instant(),
          service,
          List.of(),
          List.of(),
          new dev.tidegate.controller.model.FleetView(List.of(), List.of()));
    }

    private FreshView full(ServiceView service) {
      String cluster = service.ref().cluster();
      List<TaskView> tasks =
          cloud.tasks(cluster, Set.of()).stream()
              .filter(t -> t.service().equals(service.ref().service()))
              .toList();
      List<String> serving = tasks.stream().filter(TaskView::serving).map(TaskView::arn).toList();
      Map<String, java.time.Instant> until =
          serving.isEmpty() ? Map.of() : cloud.protections(cluster, serving);
      List<TaskView> all = tasks.stream().map(t -> t.withProtection(until.get(t.arn()))).toList();
      return new FreshView(clock.instant(), service, all, fleet.sessions(), fleet.fleet());
    }

    @Override
    public Optional<String> protect(Action.Protect action) {
      Optional<String> closed = gate.cloudClosed();
      if (closed.isEmpty()) {
        cloud.protect(action.service().cluster(), sorted(action.tasks()), action.expiry());
      }
      return closed;
    }

    @Override
    public Optional<String> lift(Action.Lift action) {
      Optional<String> closed = gate.cloudClosed();
      if (closed.isEmpty()) {
        cloud.unprotect(action.service().cluster(), sorted(action.tasks()));
      }
      return closed;
    }

    @Override
    public Optional<String> drainWorkers(Action.DrainWorkers action) {
      Optional<String> closed = gate.fleetClosed();
      if (closed.isEmpty()) {
        fleet.drainWorkers(
            gate.epoch(),
            sorted(action.tasks()),
            action.drain(),
            gate.storeNow().plus(action.lasts()),
            action.reason());
      }
      return closed;
    }

    @Override
    public Optional<String> putDirectives(Action.PutDirectives action) {
      Optional<String> closed = gate.fleetClosed();
      if (closed.isEmpty()) {
        java.time.Instant expires = gate.storeNow().plus(DIRECTIVE_LASTS);
        fleet.putDirectives(
            gate.epoch(),
            action.directives().stream()
                .map(d -> new Fleet.Order(d.wish(), d.generation(), expires, d.advertisedAddress()))
                .toList());
      }
      return closed;
    }

    @Override
    public Optional<String> putJournal(Action.PutJournal action) {
      Optional<String> closed = gate.fleetClosed();
      if (closed.isEmpty()) {
        fleet.putJournal(gate.epoch(), action.key(), json.apply(action.value()));
      }
      return closed;
    }

    @Override
    public Optional<String> deleteJournal(Action.DeleteJournal action) {
      Optional<String> closed = gate.fleetClosed();
      if (closed.isEmpty()) {
        fleet.deleteJournal(gate.epoch(), action.key());
      }
      return closed;
    }

    private List<String> sorted(Set<String> tasks) {
      return tasks.stream().sorted().toList();
    }
  }
}
