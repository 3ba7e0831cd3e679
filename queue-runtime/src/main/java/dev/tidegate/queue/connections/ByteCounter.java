package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;

/** First handler of a connection: counts what crosses the socket. */
final class ByteCounter extends ChannelDuplexHandler {
  private final Traffic traffic;

  ByteCounter(Traffic traffic) {
    this.traffic = traffic;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      traffic.bytesIn.addAndGet(bytes.readableBytes());
    }
    context.fireChannelRead(message);
  }

  // The outcome of the write travels in the promise; the future returned is that promise.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      traffic.bytesOut.addAndGet(bytes.readableBytes());
    }
    context.write(message, promise);
  }
}
