package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.ServiceMove.Change;
import dev.tidegate.controller.model.ServiceRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Something to do. Each is idempotent and absolute: doing it twice is doing it once. The edge
 * carries it out through {@link Performer}; nothing else has an effect.
 */
public sealed interface Action {

  /** One line for the ledger. */
  String describe();

  <R> R perform(Performer<R> performer);

  /** Carries actions out. */
  interface Performer<R> {
    R setDesired(SetDesired action);

    R protect(Protect action);

    R lift(Lift action);

    R drainWorkers(DrainWorkers action);

    R putDirectives(PutDirectives action);

    R putJournal(PutJournal action);

    R deleteJournal(DeleteJournal action);
  }

  /**
   * Sets a service's count. Checked against a fresh reading right before.
   *
   * @param fallback may be done without a lease: it only ever raises
   */
  record SetDesired(ServiceRef service, Change change, boolean fallback) implements Action {
    @Override
    public String describe() {
      return "set " + service + " from " + change.from() + " to " + change.to();
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.setDesired(this);
    }
  }

  /** Protects tasks from scale-in for a while. */
  record Protect(ServiceRef service, Set<String> tasks, Duration expiry) implements Action {
    public Protect {
      tasks = Set.copyOf(tasks);
    }

    @Override
    public String describe() {
      return "protect " + tasks.size() + " tasks of " + service;
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.protect(this);
    }
  }

  /** Takes protections away. */
  record Lift(ServiceRef service, Set<String> tasks) implements Action {
    public Lift {
      tasks = Set.copyOf(tasks);
    }

    @Override
    public String describe() {
      return "lift the protection of " + tasks.size() + " tasks of " + service;
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.lift(this);
    }
  }

  /** Tells workers to take no more jobs, or to go on. */
  record DrainWorkers(Set<String> tasks, boolean drain, Duration lasts, String reason)
      implements Action {
    public DrainWorkers {
      tasks = Set.copyOf(tasks);
    }

    @Override
    public String describe() {
      return (drain ? "drain the workers of " : "let go on the workers of ")
          + tasks.size()
          + " tasks";
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.drainWorkers(this);
    }
  }

  /** Writes directives, new ones and renewals. */
  record PutDirectives(List<Numbered> directives) implements Action {

    /** A directive with its generation. */
    public record Numbered(DirectiveWish wish, long generation, String advertisedAddress) {}

    public PutDirectives {
      directives = List.copyOf(directives);
    }

    @Override
    public String describe() {
      long drains = directives.stream().filter(d -> d.wish().drain()).count();
      long sheds = directives.stream().filter(d -> d.wish().shed() != null).count();
      return "direct " + directives.size() + " runtimes (" + drains + " drain, " + sheds + " shed)";
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.putDirectives(this);
    }
  }

  /** Writes a note to the journal: always before the acts that it announces. */
  record PutJournal(String key, Record value) implements Action {
    @Override
    public String describe() {
      return "note " + key;
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.putJournal(this);
    }
  }

  /** Removes a note: what it announced is over. */
  record DeleteJournal(String key) implements Action {
    @Override
    public String describe() {
      return "strike " + key;
    }

    @Override
    public <R> R perform(Performer<R> performer) {
      return performer.deleteJournal(this);
    }
  }
}
