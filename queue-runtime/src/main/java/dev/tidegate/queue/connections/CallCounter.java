package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts calls where HTTP/2 opens and closes streams: exact for refused and unknown methods too,
 * and free of allocation.
 */
final class CallCounter extends Http2ConnectionAdapter {
  private final Traffic traffic;
  private final LongAdder allCalls;

  CallCounter(Traffic traffic, LongAdder allCalls) {
    this.traffic = traffic;
    this.allCalls = allCalls;
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    traffic.callsBegun.incrementAndGet();
    traffic.callsOpen.incrementAndGet();
    allCalls.increment();
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    traffic.callsOpen.decrementAndGet();
  }
}
