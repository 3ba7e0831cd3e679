package dev.tidegate.client.internal;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what really goes over the wire: gRPC makes a stream for each attempt of a call, also for
 * the transparent ones that no caller ever sees, and tells a tracer of each.
 */
public final class AttemptCounter implements ClientInterceptor {
  private final LongAdder attempts = new LongAdder();
  private final LongAdder failedAttempts = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder transparent = new LongAdder();

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(method, options.withStreamTracerFactory(new PerCall()));
  }

  /** Streams made. */
  public long attempts() {
    return attempts.sum();
  }

  /** Streams that ended with a status other than OK. */
  public long failedAttempts() {
    return failedAttempts.sum();
  }

  /** Streams made by gRPC beyond the first of their call, transparent ones included. */
  public long repeated() {
    return repeated.sum();
  }

  /** Those of {@link #repeated} that gRPC made without counting them as a retry. */
  public long transparent() {
    return transparent.sum();
  }

  private final class PerCall extends ClientStreamTracer.Factory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      attempts.increment();
      if (made.incrementAndGet() > 1) {
        repeated.increment();
      }
      if (info.isTransparentRetry()) {
        transparent.increment();
      }
      return new ClientStreamTracer() {
        @Override
        public void streamClosed(Status status) {
          if (!status.isOk()) {
            failedAttempts.increment();
          }
        }
      };
    }
  }
}
