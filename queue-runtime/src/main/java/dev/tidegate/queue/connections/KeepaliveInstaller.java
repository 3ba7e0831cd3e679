package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Hands the timers to gRPC, whose own defaults stand where a setting is off. */
final class KeepaliveInstaller {
  private KeepaliveInstaller() {}

  static NettyServerBuilder install(NettyServerBuilder builder, KeepaliveSettings settings) {
    builder
        .keepAliveTime(settings.time().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(settings.permitTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(settings.permitWithoutCalls())
        .handshakeTimeout(settings.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    if (on(settings.maxIdle())) {
      builder.maxConnectionIdle(settings.maxIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (on(settings.maxAge())) {
      builder
          .maxConnectionAge(settings.maxAge().toNanos(), TimeUnit.NANOSECONDS)
          .maxConnectionAgeGrace(settings.maxAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
    return builder;
  }

  private static boolean on(Duration setting) {
    return !setting.isZero();
  }
}
