package dev.tidegate.queue.connections;

/**
 * Counters since the keeper was made; none ever falls.
 *
 * @param accepted connections that turned out to be clients
 * @param shed connections told to leave by an order or by a stop
 * @param bounced newcomers told to leave because of the cap or a drain
 * @param hardClosed told to leave, still there at their deadline and cut
 * @param opened TCP connections accepted, probes included
 * @param refused cut at once because the server already held {@code maxConnections}
 */
public record KeeperTotals(
    long accepted, long shed, long bounced, long hardClosed, long opened, long refused) {}
