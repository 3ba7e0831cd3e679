package dev.tidegate.queue.connections;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.Principal;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Learns from gRPC when a transport is ready, on its event loop, and ties the keeper's connection
 * to the calls it will carry.
 */
final class KeeperTransportFilter extends ServerTransportFilter {
  static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("tidegate-connection");

  private final ConnectionTable table;
  private final BiConsumer<Connection, String> whenReady;

  /**
   * @param whenReady gets the connection and the TLS identity of its client, empty without one
   */
  KeeperTransportFilter(ConnectionTable table, BiConsumer<Connection, String> whenReady) {
    this.table = table;
    this.whenReady = whenReady;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    Connection connection =
        table.find(
            new Endpoints(
                attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR)));
    // Not ours, or gone already: the server has to serve it all the same.
    if (connection == null) {
      return attributes;
    }
    whenReady.accept(connection, identity(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
    return attributes.toBuilder().set(CONNECTION, connection).build();
  }

  private static String identity(@Nullable SSLSession session) {
    if (session == null) {
      return "";
    }
    try {
      Principal principal = session.getPeerPrincipal();
      return principal == null ? "" : principal.getName();
    } catch (SSLPeerUnverifiedException anonymous) {
      return "";
    }
  }
}
