package dev.tidegate.queue.connections;

/**
 * What the server carries now.
 *
 * @param clientConnections clients still connected, those told to leave included
 * @param probes connections that have not spoken HTTP/2
 * @param openStreams calls open on all client connections
 * @param rpcPerSecond exponentially decayed rate of calls begun, over all connections
 */
public record KeeperLoad(int clientConnections, int probes, int openStreams, double rpcPerSecond) {}
