package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Predicate;

/**
 * Sits in a listening channel before Netty's own acceptor and shows each accepted connection to the
 * keeper before a byte of it is read.
 */
@Sharable
final class AcceptRecorder extends ChannelInboundHandlerAdapter {
  private final Predicate<Channel> admit;

  AcceptRecorder(Predicate<Channel> admit) {
    this.admit = admit;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Channel child && !admit.test(child)) {
      child.unsafe().closeForcibly();
      return;
    }
    context.fireChannelRead(message);
  }
}
