package dev.tidegate.controller.rotation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a rotation stands. Written to the journal before the acts of a step; with what AWS and the
 * fleet say it is all that the next leader needs.
 *
 * @param choice whom to rotate, as asked for
 * @param since when the step began
 * @param victim null until one is chosen
 * @param base the count before the surge
 * @param before tasks of the service before the surge: any other one is the newcomer
 * @param newcomer ARN of the task that came with the surge; null until it is seen running
 * @param healthySince since when the newcomer is healthy; null = it is not
 * @param quietSince since when the victim is quiet; null = it is not
 * @param ours tasks whose protection we set and have to lift
 * @param undoing the surge is being taken back: the victim is a task nobody asked to rotate
 * @param shedRound how many times the victim was told to shed all
 * @param risks what went on in spite of a missed deadline
 * @param outcome null until it is over
 */
public record RotationState(
    String id,
    String pool,
    String choice,
    Step step,
    Instant since,
    Instant startedAt,
    @Nullable Victim victim,
    int base,
    Set<String> before,
    @Nullable String newcomer,
    @Nullable Instant healthySince,
    @Nullable Instant quietSince,
    Set<String> ours,
    boolean undoing,
    int shedRound,
    List<String> risks,
    @Nullable Outcome outcome) {

  /** The steps; see {@link RotationSteps} for who follows whom. */
  public enum Step {
    PREFLIGHT,
    SURGE,
    QUIESCE,
    LOWER,
    SHED,
    VERIFY,
    STOP,
    SETTLE,
    YIELD,
    DONE
  }

  /** How it ended. */
  public enum Outcome {
    /** The victim was replaced. */
    COMPLETED,
    /** Nothing was begun. */
    REFUSED,
    /** It was begun and taken back. */
    UNDONE,
    /** Given up with something left over; the risks say what. */
    GIVEN_UP
  }

  public RotationState {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(startedAt, "startedAt");
    before = Set.copyOf(before);
    ours = Set.copyOf(ours);
    risks = List.copyOf(risks);
  }

  public static RotationState begin(String id, String pool, String choice, Instant now) {
    return new RotationState(
        id,
        pool,
        choice,
        Step.PREFLIGHT,
        now,
        now,
        null,
        0,
        Set.of(),
        null,
        null,
        null,
        Set.of(),
        false,
        0,
        List.of(),
        null);
  }

  /** The count is above the pool's own by the surge. */
  public boolean holdsSurge() {
    return switch (step) {
      case SURGE, QUIESCE, LOWER, YIELD -> true;
      case PREFLIGHT, SHED, VERIFY, STOP, SETTLE, DONE -> false;
    };
  }

  public boolean over() {
    return step == Step.DONE;
  }

  RotationState at(Step next, Instant now) {
    return new RotationState(
        id,
        pool,
        choice,
        next,
        now,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        quietSince,
        ours,
        undoing,
        shedRound,
        risks,
        outcome);
  }

  RotationState chosen(Victim one, int count, Set<String> tasks) {
    return new RotationState(
        id, pool, choice, step, since, startedAt, one, count, tasks, null, null, null, ours,
        undoing, shedRound, risks, outcome);
  }

  RotationState newcomer(@Nullable String arn, @Nullable Instant healthy) {
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        victim,
        base,
        before,
        arn,
        healthy,
        quietSince,
        ours,
        undoing,
        shedRound,
        risks,
        outcome);
  }

  RotationState quiet(@Nullable Instant from) {
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        from,
        ours,
        undoing,
        shedRound,
        risks,
        outcome);
  }

  RotationState protecting(Set<String> more) {
    Set<String> all = new TreeSet<>(ours);
    all.addAll(more);
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        quietSince,
        all,
        undoing,
        shedRound,
        risks,
        outcome);
  }

  RotationState instead(Victim other) {
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        other,
        base,
        before,
        newcomer,
        healthySince,
        null,
        ours,
        true,
        shedRound,
        risks,
        outcome);
  }

  RotationState wrongVictim(Victim other) {
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        other,
        base,
        before,
        newcomer,
        healthySince,
        null,
        ours,
        undoing,
        shedRound,
        risks,
        outcome);
  }

  RotationState shedAgain() {
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        quietSince,
        ours,
        undoing,
        shedRound + 1,
        risks,
        outcome);
  }

  RotationState risk(String what) {
    if (risks.contains(what) || risks.size() >= 20) {
      return this;
    }
    List<String> all = new ArrayList<>(risks);
    all.add(what);
    return new RotationState(
        id,
        pool,
        choice,
        step,
        since,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        quietSince,
        ours,
        undoing,
        shedRound,
        all,
        outcome);
  }

  RotationState done(Outcome how, Instant now) {
    return new RotationState(
        id,
        pool,
        choice,
        Step.DONE,
        now,
        startedAt,
        victim,
        base,
        before,
        newcomer,
        healthySince,
        quietSince,
        ours,
        undoing,
        shedRound,
        risks,
        how);
  }
}
