package dev.tidegate.queue.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A connection that is written by one thread and read by another, and that never opens a second
 * socket by itself: the library would do so on the next write after a loss, and answers would then
 * be matched to the wrong calls.
 */
final class LaneConnection extends Connection {
  private final boolean opened;

  LaneConnection(HostAndPort address, JedisClientConfig config) {
    super(address, config);
    opened = true;
  }

  @Override
  public void connect() {
    // The constructor of the library's class connects before `opened` is set.
    if (opened && !isConnected()) {
      throw new JedisConnectionException("the connection is closed");
    }
    super.connect();
  }

  /** Puts what was written on the wire. */
  void flushWritten() {
    flush();
  }
}
