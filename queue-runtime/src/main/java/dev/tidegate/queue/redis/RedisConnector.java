package dev.tidegate.queue.redis;

import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;

/** Opens connections, all with the same handshake, and loads the functions over them. */
final class RedisConnector {
  private final RedisSettings settings;
  private final FunctionLibrary library;

  RedisConnector(RedisSettings settings, FunctionLibrary library) {
    this.settings = settings;
    this.library = library;
  }

  FunctionLibrary library() {
    return library;
  }

  RedisSettings settings() {
    return settings;
  }

  /**
   * A connection that has said who it is.
   *
   * @param readTimeoutMs longest wait for an answer; 0 = for ever
   * @throws redis.clients.jedis.exceptions.JedisException if there is nobody, or it refuses us
   */
  LaneConnection connect(int readTimeoutMs) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .connectionTimeoutMillis(settings.connectTimeoutMs())
            .socketTimeoutMillis(settings.connectTimeoutMs())
            .database(settings.database());
    if (settings.tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    String user = settings.user();
    String password = settings.password();
    if (user != null) {
      config.user(user);
    }
    if (password != null) {
      config.password(password);
    }
    LaneConnection connection =
        new LaneConnection(new HostAndPort(settings.host(), settings.port()), config.build());
    connection.setSoTimeout(readTimeoutMs);
    return connection;
  }

  /** The command that loads the functions. */
  CommandArguments load() {
    return new CommandArguments(Protocol.Command.FUNCTION).add("LOAD").add(library.source());
  }

  /** Whether the answer to {@link #load} means that the functions are there. */
  static boolean isLoaded(JedisDataException answer) {
    String message = answer.getMessage();
    return message != null && message.contains("already exists");
  }

  /** The server's INFO as text. */
  static String info(Connection connection) {
    return Replies.text(connection.executeCommand(new CommandArguments(Protocol.Command.INFO)));
  }

  /** The value of a field of INFO; empty if it is not there. */
  static String field(String info, String name) {
    for (String line : info.split("\r?\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return "";
  }
}
