package dev.tidegate.localaws.dataplane;

import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One flow and its two sockets. Both live on the same event loop, which alone writes its fields.
 */
final class Flow {

  private final long id;
  private final String listenerArn;
  private final Channel client;
  private final InetSocketAddress clientAddress;
  private final RouteTable.@Nullable Route route;
  private final long idleNanos;
  private final LongSupplier nanoTime;
  private final FlowLedger ledger;
  private final long openedNanos;
  private volatile @Nullable Channel target;
  private volatile long lastNanos;
  private final AtomicLong toTarget = new AtomicLong();
  private final AtomicLong toClient = new AtomicLong();
  private volatile long closedNanos;
  private volatile FlowEnd end = FlowEnd.OPEN;

  Flow(
      long id,
      RouteTable table,
      RouteTable.@Nullable Route route,
      Channel client,
      FlowLedger ledger,
      LongSupplier nanoTime) {
    this.id = id;
    this.listenerArn = table.listenerArn();
    this.client = client;
    this.clientAddress = (InetSocketAddress) client.remoteAddress();
    this.route = route;
    this.idleNanos = TimeUnit.SECONDS.toNanos(table.idleTimeoutSeconds());
    this.nanoTime = nanoTime;
    this.ledger = ledger;
    this.openedNanos = nanoTime.getAsLong();
    this.lastNanos = openedNanos;
  }

  long id() {
    return id;
  }

  Channel client() {
    return client;
  }

  boolean goesTo(String groupArn, TargetKey key) {
    return route != null && route.groupArn().equals(groupArn) && route.key().equals(key);
  }

  void connected(Channel to) {
    target = to;
  }

  /** The other socket of the flow; null before the target is connected. */
  @Nullable Channel peerOf(Channel side) {
    return side == client ? target : client;
  }

  boolean isClient(Channel side) {
    return side == client;
  }

  /** Whether a packet comes too late: the flow was silent for longer than its idle timeout. */
  boolean forgotten() {
    return nanoTime.getAsLong() - lastNanos > idleNanos;
  }

  void carried(Channel from, int bytes) {
    lastNanos = nanoTime.getAsLong();
    (from == client ? toTarget : toClient).addAndGet(bytes);
  }

  /** Ends the flow with a reset on both sides. Only on the flow's event loop. */
  void reset(FlowEnd why) {
    finish(why);
    abort(client);
    Channel to = target;
    if (to != null) {
      abort(to);
    }
  }

  /** Ends the flow in order: what was written is still delivered. */
  void close() {
    finish(FlowEnd.CLOSED);
    closeWhenFlushed(client);
    Channel to = target;
    if (to != null) {
      closeWhenFlushed(to);
    }
  }

  /**
   * Netty drops what is still buffered when it closes; an empty write completes after all others.
   */
  private static void closeWhenFlushed(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void finish(FlowEnd why) {
    if (end == FlowEnd.OPEN) {
      closedNanos = nanoTime.getAsLong();
      end = why;
      ledger.closed(this);
    }
  }

  boolean over() {
    return end != FlowEnd.OPEN;
  }

  /** Close with a linger of zero makes the kernel send RST. */
  // Nobody could act on the outcome of a close.
  @SuppressWarnings("FutureReturnValueIgnored")
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  FlowRecord record() {
    return new FlowRecord(
        id,
        listenerArn,
        clientAddress,
        route == null ? null : route.groupArn(),
        route == null ? null : route.key(),
        openedNanos,
        closedNanos,
        toTarget.get(),
        toClient.get(),
        end);
  }
}
