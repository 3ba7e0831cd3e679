package dev.tidegate.controller.fleet;

import dev.tidegate.controller.model.DirectiveView;
import dev.tidegate.controller.model.DirectiveWish;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.RuntimeView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Phase;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.proto.fleet.v1.Shed;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The contract's messages as the controller's values, and back. */
final class FleetShapes {
  private static final int MAX_REASON_BYTES = 200;

  private FleetShapes() {}

  static RuntimeView runtime(RuntimeStatus status) {
    return new RuntimeView(
        status.getRuntimeId(),
        status.getEcsTaskArn(),
        status.getBootId(),
        phase(status.getPhase()),
        status.getLoad().getConnections(),
        status.getLoad().getOpenStreams(),
        status.getLoad().getRpcPerSecond(),
        status.getHeldJobs(),
        status.getRecentAcceptsCount(),
        Instant.ofEpochMilli(status.getStartedAtMs()),
        Instant.ofEpochMilli(status.getObservedAtMs()),
        status.getObservedEpoch(),
        status.getObservedGeneration(),
        status.getAdvertisedAddress());
  }

  private static RuntimeView.Phase phase(Phase phase) {
    return switch (phase) {
      case PHASE_STARTING -> RuntimeView.Phase.STARTING;
      case PHASE_SERVING -> RuntimeView.Phase.SERVING;
      case PHASE_DRAINING -> RuntimeView.Phase.DRAINING;
      case PHASE_STOPPING -> RuntimeView.Phase.STOPPING;
      case PHASE_UNSPECIFIED, UNRECOGNIZED -> RuntimeView.Phase.UNKNOWN;
    };
  }

  static DirectiveView directive(Directive directive) {
    boolean plain =
        directive.getMode() != Directive.Mode.MODE_DRAIN
            && !directive.hasConnectionCap()
            && !directive.hasShed();
    return new DirectiveView(
        directive.getRuntimeId(),
        directive.getBootId(),
        directive.getEpoch(),
        directive.getGeneration(),
        plain,
        Instant.ofEpochMilli(directive.getExpiresAtMs()),
        directive.getReason());
  }

  static Directive directive(Fleet.Order order, long epoch) {
    DirectiveWish wish = order.wish();
    Directive.Builder directive =
        Directive.newBuilder()
            .setRuntimeId(wish.runtimeId())
            .setBootId(wish.bootId())
            .setEpoch(epoch)
            .setGeneration(order.generation())
            .setMode(wish.drain() ? Directive.Mode.MODE_DRAIN : Directive.Mode.MODE_SERVE)
            .setExpiresAtMs(order.expiresAt().toEpochMilli())
            .setUntilStopped(wish.drain() && wish.untilStopped())
            .setReason(shortened(DirectiveView.OURS + wish.reason()))
            .setAdvertisedAddress(order.advertisedAddress());
    if (wish.cap() != null) {
      directive.setConnectionCap(wish.cap());
    }
    if (wish.shed() != null) {
      directive.setShed(
          Shed.newBuilder()
              .setConnections(wish.shed().connections())
              .setPerSecond(wish.shed().perSecond())
              .setStreamGraceMs(wish.shed().grace().toMillis())
              .setShedId(wish.shed().id()));
    }
    return directive.build();
  }

  private static String shortened(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_REASON_BYTES
        ? text
        : new String(bytes, 0, MAX_REASON_BYTES - 3, StandardCharsets.UTF_8).replace("\uFFFD", "");
  }

  static SessionView session(Session session) {
    return new SessionView(
        session.getSessionId(),
        session.getEcsTaskArn(),
        session.getBootId(),
        session.getSlots(),
        session.getHeld(),
        session.getDraining(),
        session.getHeldWorkMs() / 1000.0);
  }

  static QueueView queue(QueueStats stats) {
    return new QueueView(
        stats.getQueue(),
        Instant.ofEpochMilli(stats.getObservedAtMs()),
        stats.getReady(),
        stats.getDelivered() + stats.getRunning(),
        Math.max(0, stats.getRunnableWorkMs()) / 1000.0,
        Math.max(0, stats.getInFlightWorkMs()) / 1000.0,
        stats.getEnqueuedTotal(),
        stats.getEnqueuedWorkMsTotal() / 1000.0,
        stats.getCompletedRunMsTotal() / 1000.0,
        stats.getCompletedWorkMsTotal() / 1000.0);
  }
}
