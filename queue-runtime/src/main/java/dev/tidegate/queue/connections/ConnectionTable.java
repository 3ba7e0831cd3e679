package dev.tidegate.queue.connections;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Every connection from acceptance to its end, and the counts kept with them. Thread-safe. */
final class ConnectionTable {
  /** Client connections remembered in order of acceptance. */
  static final int RECENT = 16;

  private final int maxConnections;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Connection> byId = new ConcurrentHashMap<>();
  private final Map<Endpoints, Connection> byEndpoints = new ConcurrentHashMap<>();
  private final Set<Connection> leaving = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> clientsByPeer = new ConcurrentHashMap<>();
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger staying = new AtomicInteger();
  private final Deque<Connection> recent = new ArrayDeque<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  ConnectionTable(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** Null if the table is full. It leaves the table by itself when its channel closes. */
  // addListener returns the future it was called on.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Nullable Connection add(Channel channel, long nowNanos) {
    if (byId.size() >= maxConnections) {
      refused.increment();
      return null;
    }
    Connection connection = new Connection(lastId.incrementAndGet(), channel, nowNanos);
    byId.put(connection.id(), connection);
    byEndpoints.put(connection.endpoints(), connection);
    channel.closeFuture().addListener(closed -> remove(connection));
    return connection;
  }

  @Nullable Connection find(Endpoints endpoints) {
    return byEndpoints.get(endpoints);
  }

  /** Counts it as a client from now on. */
  void becameClient(Connection connection, String tlsIdentity) {
    synchronized (connection) {
      connection.becomeReady(tlsIdentity);
      clients.incrementAndGet();
      clientsByPeer.merge(connection.peerKey(), 1, Integer::sum);
      if (connection.departure() == null) {
        staying.incrementAndGet();
      }
    }
    accepted.increment();
    synchronized (recent) {
      recent.addFirst(connection);
      if (recent.size() > RECENT) {
        recent.removeLast();
      }
    }
  }

  /** Marks it as told to leave; false if it was already, or is gone. */
  boolean leave(Connection connection, Departure departure) {
    synchronized (connection) {
      if (!byId.containsKey(connection.id()) || !connection.leave(departure)) {
        return false;
      }
      leaving.add(connection);
      if (connection.ready()) {
        staying.decrementAndGet();
      }
      return true;
    }
  }

  /** Connections that turned out to be clients, since the beginning. */
  long accepted() {
    return accepted.sum();
  }

  /** Connections turned away because the table was full. */
  long refused() {
    return refused.sum();
  }

  int size() {
    return byId.size();
  }

  int clients() {
    return clients.get();
  }

  /** Clients not told to leave. */
  int staying() {
    return staying.get();
  }

  int clientsOf(String peerKey) {
    return clientsByPeer.getOrDefault(peerKey, 0);
  }

  /** The id given out last: whoever comes later has a higher one. */
  long highestId() {
    return lastId.get();
  }

  @Nullable Connection get(long id) {
    return byId.get(id);
  }

  Collection<Connection> all() {
    return byId.values();
  }

  Collection<Connection> leaving() {
    return leaving;
  }

  /** Those not told to leave, as the choice of whom to shed sees them. */
  List<ShedCandidate> candidates() {
    return byId.values().stream()
        .filter(connection -> connection.departure() == null)
        .map(Connection::candidate)
        .toList();
  }

  /** The last clients, newest first. */
  List<Connection> recent() {
    synchronized (recent) {
      return List.copyOf(recent);
    }
  }

  private void remove(Connection connection) {
    synchronized (connection) {
      byId.remove(connection.id());
      byEndpoints.remove(connection.endpoints(), connection);
      leaving.remove(connection);
      if (connection.ready()) {
        uncount(connection);
      }
    }
  }

  private void uncount(Connection connection) {
    clients.decrementAndGet();
    clientsByPeer.computeIfPresent(
        connection.peerKey(), (peer, count) -> count > 1 ? count - 1 : null);
    if (connection.departure() == null) {
      staying.decrementAndGet();
    }
  }
}
