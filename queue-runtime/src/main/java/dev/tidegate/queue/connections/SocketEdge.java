package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * First handler of a connection. Counts what crosses the socket, and makes a close from above a
 * lingering one: end of output first, the socket itself once the client has closed its side.
 *
 * <p>A socket that is closed with unread input answers with a reset, and a reset takes from the
 * client what it has received and not read yet: the last GOAWAY among it, without which it cannot
 * know that a late call was never taken up, and must report it as failed.
 *
 * <p>Used on the connection's event loop only.
 */
final class SocketEdge extends ChannelDuplexHandler {
  private final Traffic traffic;
  private final long lingerNanos;
  private boolean lingering;

  SocketEdge(Traffic traffic, long lingerNanos) {
    this.traffic = traffic;
    this.lingerNanos = lingerNanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      traffic.bytesIn.addAndGet(bytes.readableBytes());
    }
    if (lingering) {
      ReferenceCountUtil.release(message);
      return;
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

  // Whatever becomes of the end of output, the close follows, and has the promise.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    Channel channel = context.channel();
    if (lingering || lingerNanos == 0 || !channel.isActive()) {
      context.close(promise);
      return;
    }
    lingering = true;
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    // The client's end of stream closes the channel by itself; this is for the one that never ends.
    Future<?> limit =
        context.executor().schedule(() -> context.close(), lingerNanos, TimeUnit.NANOSECONDS);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              limit.cancel(false);
              promise.trySuccess();
            });
    context.read();
  }

  /** Its output has ended and no call is open: only the client's own close is awaited. */
  boolean lingering() {
    return lingering;
  }
}
