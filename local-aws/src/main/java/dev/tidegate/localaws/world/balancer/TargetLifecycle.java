package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.LagProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The life of a target.
 *
 * <pre>
 *   register:   initial (registration in progress) --registration lag--> initial (health checking)
 *               --passes--> healthy --failures--> unhealthy --passes--> healthy
 *   deregister: draining --deregistration delay--> unused
 *   beside it:  the data plane admits new flows until the deregistration lag is over,
 *               whichever of lag and delay is longer
 * </pre>
 */
final class TargetLifecycle {

  private final Kernel kernel;
  private final BalancerPorts ports;
  private final Routing routing;
  private final Predicate<TargetGroup> inUse;
  private final List<TargetWatcher> watchers = new ArrayList<>();

  TargetLifecycle(
      Kernel kernel, BalancerPorts ports, Routing routing, Predicate<TargetGroup> inUse) {
    this.kernel = kernel;
    this.ports = ports;
    this.routing = routing;
    this.inUse = inUse;
  }

  void watch(TargetWatcher watcher) {
    watchers.add(watcher);
  }

  void register(TargetGroup group, TargetKey key, String zone) {
    Target target = group.target(key).orElse(null);
    if (target != null && target.registered()) {
      return;
    }
    if (target == null) {
      target = new Target(key, zone);
      group.add(target);
    }
    begin(group, target);
  }

  private void begin(TargetGroup group, Target target) {
    long generation = target.nextGeneration();
    if (!inUse.test(group)) {
      become(group, target, TargetState.UNUSED, TargetReason.NOT_IN_USE);
      return;
    }
    become(group, target, TargetState.INITIAL, TargetReason.REGISTRATION_IN_PROGRESS);
    kernel.after(
        lags().registration(),
        () -> {
          if (target.inGeneration(generation)) {
            become(group, target, TargetState.INITIAL, TargetReason.INITIAL_HEALTH_CHECKING);
            target.reached(true);
            routing.changed(group);
            probe(group, target, generation);
          }
        });
  }

  private void probe(TargetGroup group, Target target, long generation) {
    if (!target.inGeneration(generation) || !target.probed()) {
      return;
    }
    HealthCheck check = group.healthCheck();
    Integer ownPort = check.port();
    int port = ownPort == null ? target.key().port() : ownPort;
    BalancerPorts.Probe probe =
        new BalancerPorts.Probe(
            group.arn(), target.key(), port, check.timeoutSeconds(), generation);
    kernel.outside(() -> ports.probe(probe));
    kernel.after(
        Duration.ofSeconds(check.intervalSeconds()), () -> probe(group, target, generation));
  }

  void probeAnswered(TargetGroup group, TargetKey key, long generation, boolean passed) {
    Target target = group.target(key).orElse(null);
    if (target == null || !target.inGeneration(generation) || !target.probed()) {
      return;
    }
    int inARow = target.count(passed);
    if (passed
        && target.state() != TargetState.HEALTHY
        && inARow >= group.healthCheck().healthyThreshold()) {
      healthy(group, target);
    } else if (!passed
        && (target.state() == TargetState.HEALTHY || target.state() == TargetState.INITIAL)
        && inARow >= group.healthCheck().unhealthyThreshold()) {
      unhealthy(group, target, generation);
    }
  }

  private void healthy(TargetGroup group, Target target) {
    become(group, target, TargetState.HEALTHY, TargetReason.NONE);
    target.serving(true);
    routing.changed(group);
    watchers.forEach(w -> w.targetHealthy(group.arn(), target.key()));
  }

  private void unhealthy(TargetGroup group, Target target, long generation) {
    GroupAttributes attributes = group.attributes();
    boolean drains = !attributes.unhealthyTerminates() && !attributes.unhealthyDraining().isZero();
    become(
        group,
        target,
        drains ? TargetState.UNHEALTHY_DRAINING : TargetState.UNHEALTHY,
        TargetReason.FAILED_HEALTH_CHECKS);
    if (drains) {
      kernel.after(
          attributes.unhealthyDraining(),
          () -> {
            if (target.inGeneration(generation)
                && target.state() == TargetState.UNHEALTHY_DRAINING) {
              become(group, target, TargetState.UNHEALTHY, TargetReason.FAILED_HEALTH_CHECKS);
            }
          });
    }
    kernel.after(
        lags().healthFlip(),
        () -> {
          boolean stillUnhealthy =
              target.state() == TargetState.UNHEALTHY
                  || target.state() == TargetState.UNHEALTHY_DRAINING;
          if (target.inGeneration(generation) && stillUnhealthy) {
            target.serving(false);
            routing.changed(group);
            if (attributes.unhealthyTerminates()) {
              reset(group, target);
            }
          }
        });
    watchers.forEach(w -> w.targetUnhealthy(group.arn(), target.key()));
  }

  void deregister(TargetGroup group, TargetKey key) {
    Target target = group.target(key).orElse(null);
    if (target == null || !target.registered()) {
      return;
    }
    long generation = target.nextGeneration();
    if (target.state() == TargetState.UNUSED) {
      target.reached(false);
      target.serving(false);
      unused(group, target, generation);
      return;
    }
    become(group, target, TargetState.DRAINING, TargetReason.DEREGISTRATION_IN_PROGRESS);
    // The empty group rule looks at registered targets, so routes may change at once.
    routing.changed(group);
    kernel.after(lags().deregistration(), () -> leaveDataPlane(group, target, generation));
    kernel.after(group.attributes().deregistrationDelay(), () -> unused(group, target, generation));
  }

  private void leaveDataPlane(TargetGroup group, Target target, long generation) {
    if (target.inGeneration(generation)) {
      target.reached(false);
      target.serving(false);
      kernel.note("target.unrouted", target.key().toString(), group.spec().name());
      routing.changed(group);
      dropIfOver(group, target);
    }
  }

  private void unused(TargetGroup group, Target target, long generation) {
    if (!target.inGeneration(generation)) {
      return;
    }
    become(group, target, TargetState.UNUSED, TargetReason.NOT_REGISTERED);
    if (group.attributes().delayTerminates()) {
      reset(group, target);
    }
    dropIfOver(group, target);
    watchers.forEach(w -> w.targetUnused(group.arn(), target.key()));
  }

  private static void dropIfOver(TargetGroup group, Target target) {
    if (!target.listed() && !target.reached()) {
      group.remove(target);
    }
  }

  /** The group was attached to a listener, or taken from its last one. */
  void usageChanged(TargetGroup group) {
    boolean used = inUse.test(group);
    for (Target target : List.copyOf(group.targets())) {
      boolean idle = target.reason() == TargetReason.NOT_IN_USE;
      if (used && idle) {
        // What the data plane knew of it before is forgotten: it starts from nothing.
        target.reached(false);
        target.serving(false);
        begin(group, target);
      } else if (!used && !idle && target.registered()) {
        target.nextGeneration();
        // The data plane goes on until the listener's change has reached it.
        become(group, target, TargetState.UNUSED, TargetReason.NOT_IN_USE);
      }
    }
    routing.changed(group);
  }

  private void reset(TargetGroup group, Target target) {
    TargetKey key = target.key();
    kernel.note("target.reset", key.toString(), group.spec().name());
    kernel.outside(() -> ports.reset(group.arn(), key));
  }

  private void become(TargetGroup group, Target target, TargetState state, TargetReason reason) {
    target.become(state, reason);
    kernel.note(
        "target." + state.wire(),
        target.key().toString(),
        group.spec().name() + (reason.code().isEmpty() ? "" : " " + reason.code()));
  }

  private LagProfile.Balancer lags() {
    return kernel.lags().balancer();
  }
}
