package dev.tidegate.controller.rotation;

import dev.tidegate.controller.model.Member;
import dev.tidegate.controller.model.PoolView;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetPoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What must hold before a rotation begins: what never will, and what may come right by waiting. */
final class Preflight {
  private final RotationView view;
  private final TargetPoolSpec spec;
  private final PoolView pool;

  Preflight(RotationView view) {
    this.view = view;
    this.spec = view.spec();
    this.pool = view.pool();
  }

  /** Whom to rotate. */
  Optional<Member> choose(String choice) {
    List<Member> able = pool.running().stream().filter(Member::mapped).toList();
    return switch (choice) {
      case RotationRequest.OLDEST ->
          able.stream()
              .min(
                  Comparator.comparing((Member m) -> started(m).startedAt())
                      .thenComparing(Member::arn));
      case RotationRequest.BUSIEST ->
          able.stream()
              .max(
                  Comparator.comparingDouble((Member m) -> started(m).rpcPerSecond())
                      .thenComparingInt(m -> started(m).connections())
                      .thenComparing(Member::arn));
      default -> able.stream().filter(m -> m.arn().equals(choice)).findFirst();
    };
  }

  private static RuntimeView started(Member member) {
    return member.knownRuntime().orElseThrow();
  }

  /** Settings that make emptying a target unsafe; waiting does not help. */
  List<String> unsafe(Member victim) {
    List<String> found = new ArrayList<>();
    for (TargetGroupView group : pool.groups()) {
      Duration lag = longer(spec.lag().deregistration(), spec.verifyFor());
      Duration needed = lag.plus(spec.shedTime(started(victim).connections()));
      if (group.deregistrationDelay().compareTo(needed) < 0) {
        found.add(
            "deregistration delay of "
                + group.arn()
                + " is "
                + text(group.deregistrationDelay())
                + ", emptying this target takes "
                + text(needed));
      }
      if (group.terminatesConnections()) {
        found.add(group.arn() + " cuts connections at the end of the deregistration delay");
      }
    }
    if (pool.groups().size() < spec.targetGroups().size()) {
      found.add("the attributes of a target group are not known");
    }
    return found;
  }

  /** Circumstances that may pass. */
  List<String> notNow(Member victim) {
    List<String> found = new ArrayList<>();
    ServiceView service = pool.service();
    if (service.deploying()) {
      found.add("a deployment is under way");
    }
    if (!service.steady()) {
      found.add(service.running() + " of " + service.desired() + " tasks run");
    }
    if (view.otherRotation()) {
      found.add("another rotation of this pool is in progress");
    }
    if (view.healthy() < Math.max(1, Math.min(spec.floor(), service.desired()))) {
      found.add("only " + view.healthy() + " targets are healthy, the floor is " + spec.floor());
    }
    if (service.desired() > 1 && !view.othersServe(Victim.of(victim))) {
      found.add("no other target serves the victim's zone and cross-zone balancing is off");
    }
    if (!pool.unmapped().isEmpty()) {
      found.add(pool.unmapped().size() + " tasks are not mapped to their runtimes and targets");
    }
    return found;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
