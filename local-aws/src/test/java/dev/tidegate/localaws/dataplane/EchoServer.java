package dev.tidegate.localaws.dataplane;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Says its own name once to each connection, then echoes. */
public final class EchoServer implements AutoCloseable {

  private static final int MOST_ATTEMPTS = 1_000;

  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final Channel listening;

  public EchoServer(int port, char name) {
    listening =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Echo(name));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), port)
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  public int connections() {
    return connections.size();
  }

  /** Ends as a killed process does: no more listening, resets to everybody. */
  public void die() {
    int port = port();
    listening.close().syncUninterruptibly();
    awaitRefusal(port);
    connections.forEach(
        c -> {
          c.config().setOption(ChannelOption.SO_LINGER, 0);
          c.close().syncUninterruptibly();
        });
  }

  /** The JDK closes a selected socket with the selector's next turn only; until then it accepts. */
  private static void awaitRefusal(int port) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (refuses(port)) {
        return;
      }
    }
    throw new IllegalStateException("port " + port + " still accepts");
  }

  private static boolean refuses(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException halfWay) {
      return false;
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  // A test server may lose an answer.
  @SuppressWarnings("FutureReturnValueIgnored")
  private final class Echo extends ChannelInboundHandlerAdapter {
    private final char name;

    private Echo(char name) {
      this.name = name;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      connections.add(context.channel());
      context.writeAndFlush(
          Unpooled.copiedBuffer(String.valueOf(name), StandardCharsets.US_ASCII),
          context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message, context.voidPromise());
      if (!context.channel().isWritable()) {
        context.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections.remove(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      connections.remove(context.channel());
      context.channel().unsafe().closeForcibly();
    }
  }
}
