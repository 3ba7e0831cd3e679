package dev.tidegate.client.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a channel is made.
 *
 * @param target gRPC target, e.g. {@code host:port} or {@code dns:///host:port}
 * @param tls false = plaintext
 * @param trustedCertificates PEM of the authorities to trust; empty = the JDK's
 * @param clientCertificates PEM of this client's chain; empty = none
 * @param clientKey PEM (PKCS#8) of this client's key; set with {@code clientCertificates}
 * @param clientName sent as header {@code tidegate-client}
 * @param keepAliveTime quiet time after which the client pings, only while calls are open
 * @param keepAliveTimeout wait for the ping's answer, then the connection is given up
 */
public record ChannelSettings(
    String target,
    boolean tls,
    Optional<Path> trustedCertificates,
    Optional<Path> clientCertificates,
    Optional<Path> clientKey,
    String clientName,
    Duration keepAliveTime,
    Duration keepAliveTimeout) {}
