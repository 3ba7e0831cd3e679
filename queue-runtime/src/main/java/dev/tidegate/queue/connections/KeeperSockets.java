package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The event loops of a server and its listening channels: stock ones of Netty, with one handler of
 * ours in the listening channel's pipeline. Owns its threads, {@code tidegate-accept} and {@code
 * tidegate-io}.
 */
final class KeeperSockets implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final boolean epoll;
  private final EventLoopGroup accept;
  private final EventLoopGroup io;

  KeeperSockets(KeeperSettings settings) {
    this.epoll = settings.transport() == KeeperSettings.Transport.AUTO && Epoll.isAvailable();
    int threads =
        settings.workerThreads() > 0
            ? settings.workerThreads()
            : Math.max(2, Runtime.getRuntime().availableProcessors());
    this.accept = group("tidegate-accept", 1);
    this.io = group("tidegate-io", threads);
  }

  EventLoopGroup accept() {
    return accept;
  }

  EventLoopGroup io() {
    return io;
  }

  /**
   * @param admit is shown each accepted connection, on the accepting thread; refuses by false
   */
  ChannelFactory<ServerChannel> channels(Predicate<Channel> admit) {
    AcceptRecorder recorder = new AcceptRecorder(admit);
    return () -> {
      ServerChannel channel = epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
      channel.pipeline().addLast("tidegate-accept-recorder", recorder);
      return channel;
    };
  }

  /** Waits at most 5 s for each of the two groups, except when called from one of their threads. */
  @Override
  public void close() {
    Future<?> acceptEnded = accept.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    Future<?> ioEnded = io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    if (!onOwnThread()) {
      acceptEnded.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
      ioEnded.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private boolean onOwnThread() {
    return Thread.currentThread().getName().startsWith("tidegate-accept")
        || Thread.currentThread().getName().startsWith("tidegate-io");
  }

  private EventLoopGroup group(String name, int threads) {
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
  }
}
