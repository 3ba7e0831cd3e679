package dev.tidegate.client.internal;

import dev.tidegate.client.lease.Held;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One delivery as it came.
 *
 * @param held queue, job id and token
 * @param body not copied; its owner is whoever takes the delivery
 * @param runningLeaseMs length of the full lease that a started handler has
 * @param timeoutMs hard limit of the attempt
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; copying every body would cost twice.
public record Delivered(
    Held held,
    String type,
    byte[] body,
    String contentType,
    Map<String, String> headers,
    String group,
    long expectedDurationMs,
    OptionalLong timeoutMs,
    long fence,
    int attempt,
    int leaseLosses,
    long enqueuedAtMs,
    long runningLeaseMs,
    String traceparent) {}
