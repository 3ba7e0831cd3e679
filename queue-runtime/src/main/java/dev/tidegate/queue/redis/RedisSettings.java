package dev.tidegate.queue.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the store reaches its Redis. Durations are milliseconds.
 *
 * @param uri {@code redis://} or {@code rediss://} (TLS) with user, password and database
 * @param keyPrefix in front of every key, {@code [A-Za-z0-9:._-]*}
 * @param lanes connections for the hot calls, 1..64
 * @param callsInFlight calls that one lane has under way at a time, 1..64
 * @param maxPendingJobs jobs that may wait for their turn in this process, 256..1,000,000; more are
 *     refused as OVERLOADED
 * @param connectTimeoutMs longest wait for a connection and its handshake
 * @param callTimeoutMs longest wait for one answer; then the connection is given up
 * @param patienceMs how long a call waits for a Redis that is away before it fails UNAVAILABLE
 * @param graceMs how long recovery holds back after an outage of Redis; 0 = not at all
 * @param graceGapMs longest pause between two rounds of recovery that is no outage
 * @param declaredDurability what the operator says Redis gives, for servers that do not let it be
 *     read (managed ones refuse CONFIG)
 */
public record RedisSettings(
    URI uri,
    String keyPrefix,
    int lanes,
    int callsInFlight,
    int maxPendingJobs,
    int connectTimeoutMs,
    int callTimeoutMs,
    int patienceMs,
    long graceMs,
    long graceGapMs,
    Optional<Durability> declaredDurability) {
  private static final int DEFAULT_PORT = 6379;

  /**
   * @throws IllegalArgumentException naming what is wrong
   */
  public RedisSettings {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    check(
        scheme.equals("redis") || scheme.equals("rediss"),
        "the Redis URL must be redis://host:port or rediss://host:port, was '"
            + withoutPassword(uri)
            + "'");
    check(uri.getHost() != null, "the Redis URL names no host: '" + withoutPassword(uri) + "'");
    check(keyPrefix.matches("[A-Za-z0-9:._-]*"), "the key prefix must match [A-Za-z0-9:._-]*");
    check(lanes >= 1 && lanes <= 64, "lanes must be 1..64");
    check(callsInFlight >= 1 && callsInFlight <= 64, "calls in flight must be 1..64");
    check(
        maxPendingJobs >= 256 && maxPendingJobs <= 1_000_000, "pending jobs must be 256..1000000");
    check(connectTimeoutMs >= 1, "the connect timeout must be positive");
    check(callTimeoutMs >= 1, "the call timeout must be positive");
    check(patienceMs >= 1, "patience must be positive");
    check(graceMs >= 0 && graceGapMs >= 1, "grace must not be negative, its gap positive");
    databaseOf(uri);
  }

  /** The usual settings for a Redis at the address. */
  public static RedisSettings of(String uri) {
    return new RedisSettings(
        parse(uri), "tg:", 4, 4, 65_536, 1_000, 2_000, 1_500, 10_000, 30_000, Optional.empty());
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "the Redis URL is not one (" + e.getReason() + "): use redis://user:password@host:port/0",
          e);
    }
  }

  public RedisSettings withKeyPrefix(String prefix) {
    return new RedisSettings(
        uri,
        prefix,
        lanes,
        callsInFlight,
        maxPendingJobs,
        connectTimeoutMs,
        callTimeoutMs,
        patienceMs,
        graceMs,
        graceGapMs,
        declaredDurability);
  }

  public RedisSettings withGrace(long lengthMs, long gapMs) {
    return new RedisSettings(
        uri,
        keyPrefix,
        lanes,
        callsInFlight,
        maxPendingJobs,
        connectTimeoutMs,
        callTimeoutMs,
        patienceMs,
        lengthMs,
        gapMs,
        declaredDurability);
  }

  public RedisSettings withDeclaredDurability(Durability durability) {
    return new RedisSettings(
        uri,
        keyPrefix,
        lanes,
        callsInFlight,
        maxPendingJobs,
        connectTimeoutMs,
        callTimeoutMs,
        patienceMs,
        graceMs,
        graceGapMs,
        Optional.of(durability));
  }

  public RedisSettings withPool(int laneCount, int callsPerLane, int pendingJobs) {
    return new RedisSettings(
        uri,
        keyPrefix,
        laneCount,
        callsPerLane,
        pendingJobs,
        connectTimeoutMs,
        callTimeoutMs,
        patienceMs,
        graceMs,
        graceGapMs,
        declaredDurability);
  }

  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  boolean tls() {
    return uri.getScheme().toLowerCase(Locale.ROOT).equals("rediss");
  }

  int database() {
    return databaseOf(uri);
  }

  @Nullable String user() {
    String[] parts = userInfo();
    return parts.length == 2 && !parts[0].isEmpty() ? parts[0] : null;
  }

  @Nullable String password() {
    String[] parts = userInfo();
    return parts.length == 2 && !parts[1].isEmpty() ? parts[1] : null;
  }

  private String[] userInfo() {
    String info = uri.getUserInfo();
    return info == null ? new String[0] : info.split(":", 2);
  }

  private static int databaseOf(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    check(path.matches("/\\d{1,4}"), "the Redis URL's path must be a database number, e.g. /0");
    return Integer.parseInt(path.substring(1));
  }

  /** Where it goes, fit to be shown: secrets left out. */
  public String address() {
    return withoutPassword(uri);
  }

  private static String withoutPassword(URI uri) {
    String text = uri.toString();
    int at = text.lastIndexOf('@');
    int slashes = text.indexOf("//");
    return at < 0 || slashes < 0 ? text : text.substring(0, slashes + 2) + text.substring(at + 1);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "RedisSettings[" + address() + ", prefix " + keyPrefix + ", lanes " + lanes + "]";
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
