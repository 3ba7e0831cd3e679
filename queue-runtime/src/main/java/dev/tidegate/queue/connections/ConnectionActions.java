package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The only class that acts on channels, and always on the channel's own event loop. */
// What Netty returns here tells of a connection that is going away in any case: its end is seen by
// the table through the channel's close future, and who does not end is cut at its deadline.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionActions {
  private final ConnectionTable table;
  private final LongAdder shed = new LongAdder();
  private final LongAdder bounced = new LongAdder();
  private final LongAdder hardClosed = new LongAdder();

  ConnectionActions(ConnectionTable table) {
    this.table = table;
  }

  /**
   * Tells a connection to leave, now if its client can understand it, else once {@link #whenReady}
   * is called. A connection told before is left alone: a second GOAWAY fails calls.
   */
  void leave(Connection connection, Departure departure) {
    if (!table.leave(connection, departure)) {
      return;
    }
    (departure.kind() == Departure.Kind.SHED ? shed : bounced).increment();
    onLoop(connection, () -> goAway(connection));
  }

  /** Sends what was held back while the client could not read it. */
  void whenReady(Connection connection) {
    if (connection.departure() != null) {
      onLoop(connection, () -> goAway(connection));
    }
  }

  /** Cuts a connection that was told to leave; counted unless it was about to end anyway. */
  void hardClose(Connection connection) {
    onLoop(
        connection,
        () -> {
          Channel channel = connection.channel();
          SocketEdge edge = channel.pipeline().get(SocketEdge.class);
          if (channel.isOpen()) {
            if (edge == null || !edge.lingering()) {
              hardClosed.increment();
            }
            cut(channel);
          }
        });
  }

  /** Cuts a connection that carries nothing, without counting it. */
  void discard(Connection connection) {
    onLoop(connection, () -> cut(connection.channel()));
  }

  /** Runs it on the connection's event loop after a pause, if that loop still lives. */
  void later(Connection connection, long pauseNanos, Runnable task) {
    if (!connection.channel().isRegistered()) {
      return;
    }
    try {
      connection.channel().eventLoop().schedule(task, pauseNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException loopIsGone) {
      // Its connections are closed with it.
    }
  }

  long shed() {
    return shed.sum();
  }

  long bounced() {
    return bounced.sum();
  }

  long hardClosed() {
    return hardClosed.sum();
  }

  /**
   * One GOAWAY with the highest stream id and our reason, then close() at once: gRPC's own handler
   * adds nothing to a GOAWAY already sent, pings, waits for the answer, and only then names the
   * last stream it took. See docs/decisions/001-one-goaway-then-close.md before changing this.
   */
  private static void goAway(Connection connection) {
    Departure departure = connection.departure();
    if (departure == null || !connection.ready() || !connection.firstGoAway()) {
      return;
    }
    Channel channel = connection.channel();
    ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
    if (context != null) {
      Http2ConnectionHandler http2 = (Http2ConnectionHandler) context.handler();
      // Sent already where age, idleness or a server shutdown came first: never send another.
      if (!http2.connection().goAwaySent()) {
        http2.goAway(
            context,
            Integer.MAX_VALUE,
            Http2Error.NO_ERROR.code(),
            ByteBufUtil.writeAscii(context.alloc(), departure.reason()),
            context.newPromise());
      }
    }
    channel.close();
    connection.tellListeners();
  }

  /** From the first context outwards, so past gRPC's handler, which would wait for streams. */
  private static void cut(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      first.close();
    } else {
      channel.close();
    }
  }

  private static void onLoop(Connection connection, Runnable task) {
    if (!connection.channel().isRegistered()) {
      return;
    }
    try {
      connection.channel().eventLoop().execute(task);
    } catch (RejectedExecutionException loopIsGone) {
      // Its connections are closed with it.
    }
  }
}
