package dev.tidegate.queue.grpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** What the gRPC face counts. Looked up once, so that counting on the hot path is one addition. */
public final class Meters {
  final Counter enqueued;
  final Counter deduplicated;
  final Counter refused;
  final Counter delivered;
  final Counter settled;
  final Counter leasesLost;
  final Counter returned;

  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
    enqueued = registry.counter("tidegate.jobs.enqueued");
    deduplicated = registry.counter("tidegate.jobs.deduplicated");
    refused = registry.counter("tidegate.jobs.refused");
    delivered = registry.counter("tidegate.jobs.delivered");
    settled = registry.counter("tidegate.jobs.settled");
    leasesLost = registry.counter("tidegate.leases.lost");
    returned = registry.counter("tidegate.deliveries.returned");
  }

  /** A figure read when somebody looks. */
  public void gauge(String name, Supplier<Number> figure) {
    io.micrometer.core.instrument.Gauge.builder(name, figure)
        .tags(Tags.empty())
        .strongReference(true)
        .register(registry);
  }
}
