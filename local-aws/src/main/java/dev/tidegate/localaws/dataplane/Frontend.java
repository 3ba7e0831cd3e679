package dev.tidegate.localaws.dataplane;

import dev.tidegate.localaws.world.balancer.FlowHash;
import dev.tidegate.localaws.world.balancer.RouteTable;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes new flows on one address of a listener and connects each to the target of its hash. */
final class Frontend extends ChannelInitializer<Channel> {

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final Supplier<RouteTable> routes;
  private final @Nullable String zone;
  private final Surroundings around;

  /**
   * What all frontends share.
   *
   * @param seed of the flow hash
   * @param ids gives each flow its number
   * @param ledger counts flows
   * @param nanoTime monotonic clock
   * @param address where a target really is
   */
  record Surroundings(
      long seed,
      AtomicLong ids,
      FlowLedger ledger,
      LongSupplier nanoTime,
      Function<RouteTable.Route, InetSocketAddress> address) {}

  /**
   * Makes a frontend.
   *
   * @param zone whose address this is; null for the name that resolves to any of them
   */
  Frontend(Supplier<RouteTable> routes, @Nullable String zone, Surroundings around) {
    this.routes = routes;
    this.zone = zone;
    this.around = around;
  }

  @Override
  protected void initChannel(Channel client) {
    InetSocketAddress from = (InetSocketAddress) client.remoteAddress();
    InetSocketAddress to = (InetSocketAddress) client.localAddress();
    long id = around.ids().incrementAndGet();
    long hash =
        FlowHash.of(
            around.seed(),
            from.getHostString(),
            from.getPort(),
            to.getHostString(),
            to.getPort(),
            id);
    RouteTable table = routes.get();
    RouteTable.Route route = table.choose(hash, dialled(table, hash)).orElse(null);
    Flow flow = new Flow(id, table, route, client, around.ledger(), around.nanoTime());
    around.ledger().opened(flow);
    if (route == null) {
      flow.reset(FlowEnd.NO_TARGET);
      return;
    }
    client.pipeline().addLast(new Relay(flow));
    connect(flow, client, around.address().apply(route));
  }

  private @Nullable String dialled(RouteTable table, long hash) {
    List<String> zones = table.zonesInDns();
    if (zone != null || zones.isEmpty()) {
      return zone;
    }
    return zones.get((int) Long.remainderUnsigned(hash >>> 32, zones.size()));
  }

  private static void connect(Flow flow, Channel client, InetSocketAddress address) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel target) {
                    target.pipeline().addLast(new Relay(flow));
                  }
                })
            .connect(address);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            flow.reset(FlowEnd.CONNECT_FAILED);
          } else if (flow.over()) {
            Flow.abort(connecting.channel());
          } else {
            flow.connected(connecting.channel());
            client.config().setAutoRead(true);
            connecting.channel().config().setAutoRead(true);
          }
        });
  }
}
