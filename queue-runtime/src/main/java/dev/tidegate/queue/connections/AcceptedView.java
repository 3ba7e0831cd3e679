package dev.tidegate.queue.connections;

import java.time.Duration;

/**
 * A client connection that was accepted lately; it may be gone by now.
 *
 * @param id as in {@link ConnectionView}
 * @param peer remote address as {@code host:port}
 * @param client from the {@code tidegate-client} header, empty if it never came
 * @param age since it was accepted
 */
public record AcceptedView(long id, String peer, String client, Duration age) {}
