package dev.tidegate.queue.connections;

import java.time.Duration;

/**
 * One connection as it was at the moment of asking.
 *
 * @param id unique in this keeper, rising in order of acceptance, never reused
 * @param peer remote address as {@code host:port}; a load balancer's where it does not preserve the
 *     client's
 * @param connectionClass client or probe
 * @param client what the client calls itself in the {@code tidegate-client} header; empty until it
 *     does
 * @param userAgent of its first call; empty before
 * @param tlsIdentity subject of the certificate that the client proved; empty without one
 * @param age since it was accepted
 * @param rpcPerSecond exponentially decayed rate of calls begun
 * @param rpcTotal calls begun since it was accepted
 * @param openStreams calls open now, unary ones included
 * @param canResume it holds streaming calls and each of them may be cut: its client comes back
 * @param bytesIn read from the socket, TLS overhead included
 * @param bytesOut written to the socket, TLS overhead included
 * @param shedding told to leave: a GOAWAY is sent, or will be as soon as the client can read it
 */
public record ConnectionView(
    long id,
    String peer,
    ConnectionClass connectionClass,
    String client,
    String userAgent,
    String tlsIdentity,
    Duration age,
    double rpcPerSecond,
    long rpcTotal,
    int openStreams,
    boolean canResume,
    long bytesIn,
    long bytesOut,
    boolean shedding) {}
