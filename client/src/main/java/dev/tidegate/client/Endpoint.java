package dev.tidegate.client;

import dev.tidegate.client.internal.ChannelSettings;
import dev.tidegate.client.internal.Channels;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/**
 * Where the runtime is and how to reach it. Immutable; each method answers a changed copy.
 *
 * <p><b>Keepalive.</b> A Network Load Balancer forgets a connection that was quiet for 350 s, and a
 * gRPC server of default settings ends one that is pinged more often than every 300 s. The default
 * of 320 s lies between; a Tidegate runtime pings from its side as well. Only where every runtime
 * permits it may the client ping more often.
 */
public final class Endpoint {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(320);
  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);

  /** Below this gRPC itself raises the value, silently. */
  private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(10);

  private static final Pattern CLIENT_NAME = Pattern.compile("[A-Za-z0-9._:/@-]{1,100}");

  private final ChannelSettings settings;

  private Endpoint(ChannelSettings settings) {
    this.settings = settings;
  }

  /**
   * Without encryption: for loopback and private networks.
   *
   * @param target {@code host:port}, or any gRPC target such as {@code dns:///host:port}
   */
  public static Endpoint plaintext(String target) {
    return new Endpoint(initial(target, false));
  }

  /**
   * With TLS, trusting the JDK's certificate authorities.
   *
   * @param target {@code host:port}, or any gRPC target such as {@code dns:///host:port}
   */
  public static Endpoint tls(String target) {
    return new Endpoint(initial(target, true));
  }

  private static ChannelSettings initial(String target, boolean tls) {
    if (target.isBlank()) {
      throw new IllegalArgumentException("target is empty; expected host:port");
    }
    return new ChannelSettings(
        target,
        tls,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "java",
        KEEP_ALIVE,
        KEEP_ALIVE_TIMEOUT);
  }

  /** With TLS, trusting only the authorities in this PEM file. */
  public Endpoint trusting(Path pem) {
    requireTls();
    return new Endpoint(
        new ChannelSettings(
            settings.target(),
            true,
            Optional.of(pem),
            settings.clientCertificates(),
            settings.clientKey(),
            settings.clientName(),
            settings.keepAliveTime(),
            settings.keepAliveTimeout()));
  }

  /** With mutual TLS: this client's certificate chain and unencrypted PKCS#8 key, both PEM. */
  public Endpoint identifiedBy(Path certificateChainPem, Path keyPem) {
    requireTls();
    return new Endpoint(
        new ChannelSettings(
            settings.target(),
            true,
            settings.trustedCertificates(),
            Optional.of(certificateChainPem),
            Optional.of(keyPem),
            settings.clientName(),
            settings.keepAliveTime(),
            settings.keepAliveTimeout()));
  }

  /**
   * A name for operators to recognise this client by, {@code [A-Za-z0-9._:/@-]{1,100}}; by default
   * {@code java}.
   */
  public Endpoint named(String clientName) {
    if (!CLIENT_NAME.matcher(clientName).matches()) {
      throw new IllegalArgumentException("client name must match " + CLIENT_NAME.pattern());
    }
    return new Endpoint(
        new ChannelSettings(
            settings.target(),
            settings.tls(),
            settings.trustedCertificates(),
            settings.clientCertificates(),
            settings.clientKey(),
            clientName,
            settings.keepAliveTime(),
            settings.keepAliveTimeout()));
  }

  /**
   * Pings a connection with open calls after this much silence; see the class comment first.
   *
   * @param time at least 10 s
   * @param timeout wait for the answer before the connection is given up
   */
  public Endpoint keepAlive(Duration time, Duration timeout) {
    if (time.compareTo(SHORTEST_KEEP_ALIVE) < 0 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("keepalive needs time >= 10 s and timeout > 0");
    }
    return new Endpoint(
        new ChannelSettings(
            settings.target(),
            settings.tls(),
            settings.trustedCertificates(),
            settings.clientCertificates(),
            settings.clientKey(),
            settings.clientName(),
            time,
            timeout));
  }

  /** The gRPC target. */
  public String target() {
    return settings.target();
  }

  ManagedChannel open(Executor executor) {
    return Channels.open(settings, executor);
  }

  private void requireTls() {
    if (!settings.tls()) {
      throw new IllegalStateException("certificates make no sense on a plaintext endpoint");
    }
  }

  @Override
  public String toString() {
    return (settings.tls() ? "tls " : "plaintext ") + settings.target();
  }
}
