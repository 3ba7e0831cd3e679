package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a connection: what gRPC's transport attributes and a channel have in common, and so
 * the key to find one from the other.
 */
record Endpoints(@Nullable SocketAddress remote, @Nullable SocketAddress local) {

  static Endpoints of(Channel channel) {
    return new Endpoints(channel.remoteAddress(), channel.localAddress());
  }

  /** {@code host:port} of the far end, without asking any name service. */
  String peer() {
    return remote instanceof InetSocketAddress inet
        ? host() + ":" + inet.getPort()
        : String.valueOf(remote);
  }

  /** The far end without its port. */
  String host() {
    if (remote instanceof InetSocketAddress inet) {
      return inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
    }
    return String.valueOf(remote);
  }
}
