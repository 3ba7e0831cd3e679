package dev.tidegate.queue.redis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks at a Redis before anything is trusted to it, and says what an acknowledged write is worth
 * there. Refusals are one line that names the setting and the way out.
 */
final class StartupGate {
  private static final int OLDEST_MAJOR = 7;

  private final RedisConnector connector;
  private final Server server;

  /**
   * @param server told who answered
   */
  StartupGate(RedisConnector connector, Server server) {
    this.connector = connector;
    this.server = server;
  }

  /**
   * @throws StoreStartException if this Redis cannot carry the store
   */
  DurabilityReport check() {
    String address = connector.settings().address();
    try (Connection connection = connector.connect(connector.settings().callTimeoutMs())) {
      String info = RedisConnector.info(connection);
      requireVersion(info, address);
      requireNoEviction(info, address);
      DurabilityReport report = durability(connection, info);
      loadFunctions(connection, address);
      server.seen(RedisConnector.field(info, "run_id"));
      return report;
    } catch (JedisAccessControlException e) {
      boolean none = connector.settings().password() == null;
      throw new StoreStartException(
          none
              ? "Redis at " + address + " asks for a password: use redis://:password@host:port"
              : "Redis at "
                  + address
                  + " refuses user or password: check redis://user:password@host:port",
          e);
    } catch (JedisDataException e) {
      throw new StoreStartException(
          "Redis at " + address + " refuses to serve: " + e.getMessage(), e);
    } catch (JedisException | IllegalStateException e) {
      // The library also fails with IllegalStateException at answers that no Redis gives.
      throw new StoreStartException(
          "no Redis answers at "
              + address
              + " ("
              + rootMessage(e)
              + "): check the address, or leave --redis away to use the embedded one",
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static void requireVersion(String info, String address) {
    String version = RedisConnector.field(info, "redis_version");
    String major = version.contains(".") ? version.substring(0, version.indexOf('.')) : version;
    if (!major.matches("\\d{1,4}") || Integer.parseInt(major) < OLDEST_MAJOR) {
      throw new StoreStartException(
          "Redis at "
              + address
              + " is version "
              + version
              + "; functions need 7.0 or newer (or Valkey): upgrade it, or use the embedded one",
          null);
    }
  }

  private static void requireNoEviction(String info, String address) {
    String policy = RedisConnector.field(info, "maxmemory_policy");
    if (!policy.equals("noeviction")) {
      throw new StoreStartException(
          "Redis at "
              + address
              + " has maxmemory-policy '"
              + policy
              + "', which silently drops jobs: set maxmemory-policy to noeviction"
              + " (in the parameter group of a managed Redis)",
          null);
    }
  }

  private DurabilityReport durability(Connection connection, String info) {
    boolean aof = RedisConnector.field(info, "aof_enabled").equals("1");
    Optional<Durability> declared = connector.settings().declaredDurability();
    if (!aof && declared.isEmpty()) {
      return new DurabilityReport(
          Durability.MEMORY, true, "MEMORY (verified: aof_enabled is 0, nothing is on disk)");
    }
    Optional<String> fsync = config(connection, "appendfsync");
    Optional<String> rewrite = config(connection, "no-appendfsync-on-rewrite");
    if (fsync.isEmpty() || rewrite.isEmpty()) {
      Durability given = declared.orElse(Durability.MEMORY);
      return new DurabilityReport(
          given,
          false,
          given + " (declared, not verified: this Redis does not let CONFIG be read)");
    }
    boolean always = aof && fsync.get().equals("always") && rewrite.get().equals("no");
    Durability real = always ? Durability.FSYNC : Durability.MEMORY;
    String seen =
        aof
            ? "appendfsync is " + fsync.get() + ", no-appendfsync-on-rewrite is " + rewrite.get()
            : "aof_enabled is 0";
    if (declared.isPresent() && declared.get().compareTo(real) > 0) {
      throw new StoreStartException(
          "Redis at "
              + connector.settings().address()
              + " is declared to give "
              + declared.get()
              + " but "
              + seen
              + ": set appendonly yes, appendfsync always and no-appendfsync-on-rewrite no,"
              + " or declare MEMORY",
          null);
    }
    return new DurabilityReport(real, true, real + " (verified: " + seen + ")");
  }

  /** Empty where the server does not let it be read. */
  private static Optional<String> config(Connection connection, String name) {
    try {
      Object reply =
          connection.executeCommand(
              new CommandArguments(Protocol.Command.CONFIG).add("GET").add(name));
      List<?> pair = Replies.list(reply);
      return pair.size() < 2
          ? Optional.empty()
          : Optional.of(Replies.text(pair.get(1)).toLowerCase(Locale.ROOT));
    } catch (JedisDataException e) {
      return Optional.empty();
    }
  }

  private void loadFunctions(Connection connection, String address) {
    try {
      connection.executeCommand(connector.load());
    } catch (JedisDataException e) {
      if (RedisConnector.isLoaded(e)) {
        return;
      }
      String message = String.valueOf(e.getMessage());
      if (!Errors.isOutOfMemory(message)) {
        throw e;
      }
      if (!knowsLibrary(connection)) {
        throw new StoreStartException(
            "Redis at "
                + address
                + " is at maxmemory and does not take the functions of this version:"
                + " raise maxmemory, or let a running version drain it first",
            e);
      }
    }
  }

  private boolean knowsLibrary(Connection connection) {
    Object reply =
        connection.executeCommand(
            new CommandArguments(Protocol.Command.FUNCTION)
                .add("LIST")
                .add("LIBRARYNAME")
                .add(connector.library().name()));
    return !Replies.list(reply).isEmpty();
  }
}
