package dev.tidegate.client;

import dev.tidegate.client.internal.Greeting;
import dev.tidegate.client.internal.Sources;
import dev.tidegate.client.lease.SessionLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What a worker is made of.
 *
 * @param longWork leases longer than this are protected against scale-in
 * @param unknownTypeDelay how long a job of a type without handler is kept from workers
 */
record WorkerOptions(
    Endpoint endpoint,
    Greeting greeting,
    SessionLimits limits,
    HandlerDirectory handlers,
    Optional<BusyProtection> protection,
    Duration longWork,
    Duration unknownTypeDelay,
    WorkerListener listener,
    Sources sources) {}
