package dev.tidegate.localaws.dataplane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * Carries one direction of a flow: bytes, the end of the stream, and resets, each to the other
 * side. Reads no faster than the other side takes.
 */
final class Relay extends ChannelInboundHandlerAdapter {

  private final Flow flow;

  Relay(Flow flow) {
    this.flow = flow;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel peer = flow.peerOf(context.channel());
    if (flow.forgotten()) {
      ReferenceCountUtil.release(message);
      flow.reset(FlowEnd.IDLE);
      return;
    }
    if (peer == null || !peer.isActive()) {
      ReferenceCountUtil.release(message);
      return;
    }
    flow.carried(context.channel(), ((ByteBuf) message).readableBytes());
    peer.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (!peer.isWritable()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Channel peer = flow.peerOf(context.channel());
    if (peer != null && context.channel().isWritable()) {
      peer.config().setAutoRead(true);
    }
  }

  /** The sender has finished; the other direction may go on. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      return;
    }
    Channel peer = flow.peerOf(context.channel());
    if (peer instanceof DuplexChannel duplex && duplex.isActive()) {
      if (duplex.isInputShutdown()) {
        flow.close();
      } else {
        // Only after all that was written before: shutting down drops what is still buffered.
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> finish(duplex));
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (flow.over()) {
      return;
    }
    // An orderly end comes as a shut input first, and closes both sides together.
    flow.reset(lost(context));
  }

  private static void finish(DuplexChannel peer) {
    if (peer.isActive()) {
      peer.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    flow.reset(lost(context));
  }

  private FlowEnd lost(ChannelHandlerContext context) {
    return flow.isClient(context.channel()) ? FlowEnd.CLIENT_RESET : FlowEnd.TARGET_RESET;
  }
}
