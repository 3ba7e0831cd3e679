package dev.tidegate.client;

import dev.tidegate.client.internal.EnqueuePolicy;
import dev.tidegate.client.internal.Sources;
import dev.tidegate.client.lease.Backoff;
import java.time.Duration;

/** What a producer is made of. */
record ProducerOptions(
    Endpoint endpoint,
    Duration deadline,
    Duration tryTimeout,
    int maxTries,
    int maxInFlight,
    Backpressure backpressure,
    ProducerListener listener,
    Sources sources) {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  EnqueuePolicy policy() {
    return new EnqueuePolicy(deadline, tryTimeout, maxTries, BACKOFF);
  }
}
