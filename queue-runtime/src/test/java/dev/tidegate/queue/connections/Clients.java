package dev.tidegate.queue.connections;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Plain gRPC Java clients, as anybody would make them. */
final class Clients {
  /** What the client does about a call that the connection lost. */
  enum Retry {
    OFF,
    /** What grpc-java does when told nothing: transparent retry of what no server has seen. */
    DEFAULT,
    /** A retry policy for UNAVAILABLE in the service config. */
    CONFIGURED
  }

  private static final Map<String, Object> RETRY_UNAVAILABLE =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name", List.of(Map.of("service", "tidegate.test.Echo")),
                  "retryPolicy",
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
                          List.of("UNAVAILABLE")))));

  private Clients() {}

  static ManagedChannel channel(int port, boolean tls, Retry retry) {
    ChannelCredentials credentials =
        tls ? TestCertificate.client() : InsecureChannelCredentials.create();
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port, credentials);
    switch (retry) {
      case OFF -> builder.disableRetry();
      case DEFAULT -> {}
      case CONFIGURED -> builder.defaultServiceConfig(RETRY_UNAVAILABLE);
    }
    return builder.build();
  }

  static ManagedChannel channel(KeptServer server) {
    return channel(server.port(), server.tls, Retry.DEFAULT);
  }

  /** Name of the server that answered. */
  static String echo(ManagedChannel channel) {
    return ClientCalls.blockingUnaryCall(
        channel,
        EchoService.ECHO,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        "hello");
  }

  /** The same without waiting. */
  static CompletableFuture<String> begin(
      ManagedChannel channel, MethodDescriptor<String, String> method) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, CallOptions.DEFAULT),
        "hello",
        new StreamObserver<>() {
          @Override
          public void onNext(String value) {
            answer.complete(value);
          }

          @Override
          public void onError(Throwable cause) {
            answer.completeExceptionally(cause);
          }

          @Override
          public void onCompleted() {}
        });
    return answer;
  }

  static Chat chat(ManagedChannel channel, String... headers) {
    return new Chat(channel, headers);
  }

  static ClientInterceptor headers(String... pairs) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < pairs.length; i += 2) {
      metadata.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
    }
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  /** A stream held open. */
  static final class Chat {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StreamObserver<String> requests;

    Chat(ManagedChannel channel, String... headers) {
      requests =
          ClientCalls.asyncBidiStreamingCall(
              io.grpc.ClientInterceptors.intercept(channel, headers(headers))
                  .newCall(EchoService.CHAT, CallOptions.DEFAULT),
              new StreamObserver<>() {
                @Override
                public void onNext(String value) {
                  events.add(value);
                }

                @Override
                public void onError(Throwable cause) {
                  events.add("error " + io.grpc.Status.fromThrowable(cause).getCode());
                }

                @Override
                public void onCompleted() {
                  events.add("completed");
                }
              });
    }

    /** Says it and returns what comes back. */
    String say(String text) throws InterruptedException {
      requests.onNext(text);
      return hear();
    }

    String hear() throws InterruptedException {
      String event = events.poll(20, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }

    void end() {
      requests.onCompleted();
    }
  }
}
