package dev.tidegate.localaws.dataplane;

import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of an account as real sockets on the loopback address: one for each zone, and one
 * that stands for the load balancer's DNS name. Two event-loop threads carry every flow.
 */
public final class DataPlane implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;
  private static final int BACKLOG = 4096;
  private static final long OPEN_TIMEOUT_SECONDS = 10;

  private static final class Open {
    private final Map<String, Channel> byZone = new LinkedHashMap<>();
    private volatile RouteTable routes;
    private @Nullable Channel any;

    private Open(RouteTable routes) {
      this.routes = routes;
    }
  }

  private final FlowLedger ledger = new FlowLedger();
  private final Frontend.Surroundings around;
  private final NioEventLoopGroup loops =
      new NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("local-aws-nlb", true));
  private final Map<String, CompletableFuture<Open>> listeners = new ConcurrentHashMap<>();

  /**
   * No listener yet.
   *
   * @param seed of the flow hash
   * @param nanoTime monotonic clock
   */
  public DataPlane(long seed, LongSupplier nanoTime) {
    this.around =
        new Frontend.Surroundings(
            seed, new AtomicLong(), ledger, nanoTime, r -> address(r.key().id(), r.key().port()));
  }

  /** Where a listener's name leads: dial it from anywhere on this machine. */
  public InetSocketAddress listenAddress(String listenerArn) {
    Channel any = listener(listenerArn).any;
    if (any == null) {
      throw new IllegalStateException("the listener is closed: " + listenerArn);
    }
    return (InetSocketAddress) any.localAddress();
  }

  /** A listener's own address in each zone. */
  public Map<String, InetSocketAddress> listenAddresses(String listenerArn) {
    Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    listener(listenerArn)
        .byZone
        .forEach(
            (zone, channel) -> addresses.put(zone, (InetSocketAddress) channel.localAddress()));
    return addresses;
  }

  /** Every open flow and the latest 200,000 closed ones, in order of arrival. */
  public List<FlowRecord> flows() {
    return ledger.records();
  }

  /** New flows of a listener go so from now on; its sockets are opened with its first table. */
  public void route(RouteTable table) {
    CompletableFuture<Open> future = future(table.listenerArn());
    if (future.isDone()) {
      future.join().routes = table;
    } else {
      future.complete(open(table));
    }
  }

  /** Closes a listener's sockets; its flows go on. */
  public void forget(String listenerArn) {
    CompletableFuture<Open> future = listeners.remove(listenerArn);
    if (future != null && future.isDone()) {
      Open open = future.join();
      List<Channel> sockets = new ArrayList<>(open.byZone.values());
      if (open.any != null) {
        sockets.add(open.any);
      }
      sockets.forEach(s -> s.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    }
  }

  /** Resets every flow to a target. */
  public void reset(String groupArn, TargetKey key) {
    for (Flow flow : ledger.open()) {
      if (flow.goesTo(groupArn, key)) {
        flow.client().eventLoop().execute(() -> flow.reset(FlowEnd.BALANCER_RESET));
      }
    }
  }

  /** Connects to a target as a health prober does, and tells whether that worked in time. */
  public void probe(TargetKey key, int port, int timeoutSeconds, Consumer<Boolean> answer) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) TimeUnit.SECONDS.toMillis(timeoutSeconds))
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address(key.id(), port));
    connecting.addListener(
        done -> {
          Flow.abort(connecting.channel());
          answer.accept(done.isSuccess());
        });
  }

  @Override
  public void close() {
    List.copyOf(listeners.keySet()).forEach(this::forget);
    for (Flow flow : ledger.open()) {
      flow.client().eventLoop().execute(() -> flow.reset(FlowEnd.SHUTDOWN));
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private Open open(RouteTable table) {
    Open open = new Open(table);
    open.any = bind(open, null);
    for (String zone : table.zones()) {
      open.byZone.put(zone, bind(open, zone));
    }
    return open;
  }

  private Channel bind(Open open, @Nullable String zone) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new Frontend(() -> open.routes, zone, around))
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  private CompletableFuture<Open> future(String listenerArn) {
    return listeners.computeIfAbsent(listenerArn, a -> new CompletableFuture<>());
  }

  private Open listener(String listenerArn) {
    try {
      return future(listenerArn).get(OPEN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      listeners.remove(listenerArn);
      throw new IllegalArgumentException("no such listener: " + listenerArn, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Instances are this machine; a task with an address of its own is at that loopback address. */
  private static InetSocketAddress address(String id, int port) {
    return id.startsWith("127.")
        ? new InetSocketAddress(id, port)
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
