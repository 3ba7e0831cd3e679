package dev.tidegate.localaws.world.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The hand of the clock, the agenda, chance, the log, and the outbox of effects that wait to be
 * performed outside. Moves only when told the time; one caller at a time.
 */
public final class Kernel {

  private final Agenda agenda = new Agenda();
  private final EventLog log = new EventLog();
  private final SplittableRandom random;
  private final LagProfile lags;
  private final OpenPoints openPoints;
  private final Place place;
  private List<Runnable> outbox = new ArrayList<>();
  private Instant now;

  /** A world that begins at {@code start}; the seed decides all chance in it. */
  public Kernel(Instant start, long seed, LagProfile lags, OpenPoints openPoints, Place place) {
    this.now = start;
    this.random = new SplittableRandom(seed);
    this.lags = lags;
    this.openPoints = openPoints;
    this.place = place;
  }

  /** World time. */
  public Instant now() {
    return now;
  }

  /** How slow the world is. */
  public LagProfile lags() {
    return lags;
  }

  /** The switches for what AWS does not document. */
  public OpenPoints openPoints() {
    return openPoints;
  }

  /** Account and region. */
  public Place place() {
    return place;
  }

  /** The one source of chance. */
  public RandomGenerator random() {
    return random;
  }

  /** What happened so far. */
  public EventLog log() {
    return log;
  }

  /** Writes into the log at world time. */
  public void note(String kind, String subject, String detail) {
    log.add(new LogEntry(now, kind, subject, detail));
  }

  /** Runs an action when the delay is over. */
  public void after(Duration delay, Runnable action) {
    agenda.add(now.plus(delay), action);
  }

  /** Runs an action after a length drawn from the lag. */
  public void after(Lag lag, Runnable action) {
    after(lag.draw(random), action);
  }

  /** Leaves something to be done outside of the world once the present step is over. */
  public void outside(Runnable effect) {
    outbox.add(effect);
  }

  /** Takes what is to be done outside, in order. */
  public List<Runnable> takeEffects() {
    if (outbox.isEmpty()) {
      return List.of();
    }
    List<Runnable> taken = outbox;
    outbox = new ArrayList<>();
    return taken;
  }

  /** When the next event is due. */
  public Optional<Instant> nextAt() {
    return agenda.nextAt();
  }

  /**
   * Runs the next event if it is due by the limit; else moves the hand to the limit. Time never
   * goes back.
   *
   * @return whether an event ran
   */
  public boolean step(Instant limit) {
    Optional<Instant> next = agenda.nextAt();
    if (next.isEmpty() || next.get().isAfter(limit)) {
      if (limit.isAfter(now)) {
        now = limit;
      }
      return false;
    }
    if (next.get().isAfter(now)) {
      now = next.get();
    }
    agenda.takeNext().run();
    return true;
  }

  /** Random lower-case hexadecimal digits, for identifiers. */
  public String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }
}
