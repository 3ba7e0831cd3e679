package dev.tidegate.controller.rotation;

import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a rotation sees.
 *
 * @param otherRotation another one of the same pool is in progress
 * @param victimTargets the victim's targets asked for by id and port; a target that is not
 *     registered any more is answered as unused, it is never just absent
 */
public record RotationView(
    Instant now,
    TargetPoolSpec spec,
    PoolView pool,
    boolean otherRotation,
    List<TargetView> victimTargets) {
  /** A protection that ends sooner is renewed. */
  private static final Duration RENEW_BELOW = Duration.ofSeconds(100);

  /** The count is lowered only while every protection lasts at least this long. */
  public static final Duration ENOUGH = Duration.ofSeconds(60);

  public RotationView {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(pool, "pool");
    victimTargets = List.copyOf(victimTargets);
  }

  int desired() {
    return pool.service().desired();
  }

  boolean deploying() {
    return pool.service().deploying();
  }

  Optional<Member> member(Victim victim) {
    return pool.member(victim.taskArn());
  }

  /** The victim's runtime, if it is still the same process. */
  Optional<RuntimeView> runtime(Victim victim) {
    return member(victim).map(Member::runtime).filter(r -> r.bootId().equals(victim.bootId()));
  }

  boolean stopping(Victim victim) {
    return member(victim).filter(m -> m.task().leaving()).isPresent();
  }

  boolean gone(Victim victim) {
    return member(victim).map(m -> m.task().gone()).orElse(true);
  }

  List<Member> others(Victim victim) {
    return pool.running().stream().filter(m -> !m.arn().equals(victim.taskArn())).toList();
  }

  Set<String> needProtection(Victim victim) {
    return arns(others(victim).stream().filter(m -> !lasts(m.task(), RENEW_BELOW)).toList());
  }

  Set<String> unprotected(Victim victim) {
    return arns(others(victim).stream().filter(m -> !lasts(m.task(), Duration.ZERO)).toList());
  }

  boolean othersProtected(Victim victim) {
    return others(victim).stream().allMatch(m -> lasts(m.task(), ENOUGH));
  }

  boolean isProtected(Victim victim) {
    return member(victim).filter(m -> lasts(m.task(), Duration.ZERO)).isPresent();
  }

  Set<String> stillProtected(Set<String> arns) {
    return arns(
        pool.running().stream()
            .filter(m -> arns.contains(m.arn()) && lasts(m.task(), Duration.ZERO))
            .toList());
  }

  /**
   * Somebody else can take the victim's flows: in its zone, or anywhere where zones do not matter.
   */
  boolean othersServe(Victim victim) {
    return others(victim).stream()
        .filter(Member::serving)
        .anyMatch(m -> pool.crossZone() || m.zone().equals(victim.zone()));
  }

  int healthy() {
    return (int) pool.running().stream().filter(Member::healthy).count();
  }

  private boolean lasts(TaskView task, Duration atLeast) {
    return task.protectedUntil() != null && task.protectedUntil().isAfter(now.plus(atLeast));
  }

  private static Set<String> arns(List<Member> members) {
    return members.stream().map(Member::arn).collect(Collectors.toCollection(TreeSet::new));
  }
}
