package dev.tidegate.client.internal;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Makes channels that behave behind a layer-4 balancer. */
public final class Channels {
  /** Header by which a runtime tells clients apart where a balancer hides their addresses. */
  public static final Metadata.Key<String> CLIENT_NAME =
      Metadata.Key.of("tidegate-client", Metadata.ASCII_STRING_MARSHALLER);

  private static final int LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;

  /** A request has to fit in full, or gRPC could not say it again. */
  private static final int RETRY_BUFFER_BYTES = 2 * 1024 * 1024;

  private static final int RETRY_BUFFER_OF_CHANNEL_BYTES = 64 * 1024 * 1024;

  private static final String AGENT = "tidegate-java";

  private Channels() {}

  /**
   * A channel without connection yet; the caller shuts it down.
   *
   * @param executor where callbacks run
   * @throws UncheckedIOException if a certificate or key file cannot be read
   * @throws IllegalArgumentException if the target or a file's content makes no sense
   */
  public static ManagedChannel open(ChannelSettings settings, Executor executor) {
    Metadata headers = new Metadata();
    headers.put(CLIENT_NAME, settings.clientName());
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder(settings.target(), credentials(settings))
            .executor(executor)
            .userAgent(AGENT)
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .keepAliveTime(settings.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(settings.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveWithoutCalls(false)
            .maxInboundMessageSize(LARGEST_MESSAGE_BYTES)
            // Behaviour comes from this library alone, and a start waits for no TXT lookup.
            .disableServiceConfigLookUp()
            .defaultServiceConfig(retryUnavailableProducerCalls())
            .enableRetry()
            .perRpcBufferLimit(RETRY_BUFFER_BYTES)
            .retryBufferSize(RETRY_BUFFER_OF_CHANNEL_BYTES);
    return builder.build();
  }

  /**
   * Producer calls are safe to repeat because every job carries an id of the client's choice. Four
   * quick tries bridge a connection that goes away; longer outages are bridged by {@link
   * EnqueueCall}, which also honours the wait that a runtime asks for. The worker stream is not
   * named here: it reconnects by itself.
   */
  private static Map<String, Object> retryUnavailableProducerCalls() {
    Map<String, Object> policy =
        Map.of(
            "maxAttempts",
            4.0,
            "initialBackoff",
            "0.05s",
            "maxBackoff",
            "1s",
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));
    Map<String, Object> method =
        Map.of(
            "name",
            List.of(Map.of("service", "tidegate.queue.v1.ProducerService")),
            "retryPolicy",
            policy);
    return Map.of("methodConfig", List.of(method));
  }

  private static ChannelCredentials credentials(ChannelSettings settings) {
    if (!settings.tls()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (settings.trustedCertificates().isPresent()) {
        builder.trustManager(settings.trustedCertificates().get().toFile());
      }
      if (settings.clientCertificates().isPresent() && settings.clientKey().isPresent()) {
        builder.keyManager(
            settings.clientCertificates().get().toFile(), settings.clientKey().get().toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a TLS file: " + e.getMessage(), e);
    }
    return builder.build();
  }
}
