package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.FleetServiceGrpc;
import dev.tidegate.proto.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc.ProducerServiceBlockingStub;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc.QueueAdminServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command talks to, and the connection to it. */
final class Server implements AutoCloseable {
  static final int DEFAULT_PORT = 7400;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:TIDEGATE_TARGET:-127.0.0.1:" + DEFAULT_PORT + "}",
      description =
          "A runtime, or the load balancer before the runtimes (default: ${DEFAULT-VALUE}; also"
              + " TIDEGATE_TARGET).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String target;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = Durations.class,
      description = "How long one call may take (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration timeout;

  private @Nullable ManagedChannel channel;

  String target() {
    return target;
  }

  Duration timeout() {
    return timeout;
  }

  QueueAdminServiceBlockingStub admin() {
    return withDeadline(QueueAdminServiceGrpc.newBlockingStub(channel()));
  }

  ProducerServiceBlockingStub producer() {
    return withDeadline(ProducerServiceGrpc.newBlockingStub(channel()));
  }

  FleetServiceBlockingStub fleet() {
    return withDeadline(FleetServiceGrpc.newBlockingStub(channel()));
  }

  private <S extends AbstractStub<S>> S withDeadline(S stub) {
    return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The connection, made when first asked for. */
  ManagedChannel channel() {
    ManagedChannel open = channel;
    if (open == null) {
      open =
          NettyChannelBuilder.forTarget(target)
              .usePlaintext()
              .userAgent("tidegate-cli/" + Version.CURRENT)
              .build();
      channel = open;
    }
    return open;
  }

  @Override
  public void close() {
    ManagedChannel open = channel;
    if (open != null) {
      open.shutdownNow();
    }
  }
}
