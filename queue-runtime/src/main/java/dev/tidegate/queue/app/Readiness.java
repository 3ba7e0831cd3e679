package dev.tidegate.queue.app;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;

/**
 * Tells gRPC clients whether calls make sense just now: not while the store is away, nor while this
 * runtime drains. The health that a load balancer sees is the open port, which neither closes: a
 * fleet must not be replaced because its Redis restarts.
 */
final class Readiness {
  private final HealthStatusManager health;
  private final List<String> services;
  private boolean over;

  Readiness(HealthStatusManager health, List<String> services) {
    this.health = health;
    this.services = services;
  }

  synchronized void show(boolean ready) {
    if (over) {
      return;
    }
    ServingStatus status = ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    services.forEach(service -> health.setStatus(service, status));
  }

  /** Not ready, for good. */
  synchronized void end() {
    over = true;
    health.enterTerminalState();
  }
}
