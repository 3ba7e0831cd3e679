package dev.tidegate.queue.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Everything that can be set about a runtime.
 *
 * @param listenHost where to listen; loopback unless {@code insecureListenAnywhere}
 * @param listenPort 0 = any free one
 * @param insecureListenAnywhere the operator knows that there is no authentication yet, and that
 *     the network must keep strangers away
 * @param redis the Redis to use; empty = the embedded one
 * @param dataDir where the embedded Redis keeps its files
 * @param keyPrefix before every key, so that several installations share one Redis
 * @param durability what the operator declares of the Redis where it cannot be asked
 * @param drainLag how long the listener stays open while a stopping runtime moves its connections
 *     on: as long as the load balancer goes on sending new ones
 * @param streamGrace how long open calls get afterwards
 * @param heartbeatInterval how often workers are told to say what they hold
 * @param recoveryGrace how long recovery is held back after an outage of Redis
 * @param maxMessageBytes largest inbound message
 * @param maxMetadataBytes largest sum of headers of a call
 * @param maintenanceOnly recover and promote jobs, serve no producers and no workers
 */
public record RuntimeConfig(
    String listenHost,
    int listenPort,
    boolean insecureListenAnywhere,
    Optional<URI> redis,
    Path dataDir,
    String keyPrefix,
    Durability durability,
    Duration drainLag,
    Duration streamGrace,
    Duration heartbeatInterval,
    Duration recoveryGrace,
    int maxMessageBytes,
    int maxMetadataBytes,
    boolean maintenanceOnly) {

  /** What is said of the Redis. */
  public enum Durability {
    /** Ask it; where it may not be asked, promise memory only. */
    VERIFY,
    /** Declared: it syncs each write before its reply. */
    FSYNC,
    /** Declared: it keeps writes in memory. */
    MEMORY
  }

  private static final Set<String> SWITCHES =
      Set.of("insecure-listen-anywhere", "maintenance-only");

  /** The names of all settings. */
  public static final Set<String> NAMES =
      Set.copyOf(
          List.of(
              "listen-host",
              "listen-port",
              "insecure-listen-anywhere",
              "redis",
              "data-dir",
              "key-prefix",
              "durability",
              "drain-lag",
              "stream-grace",
              "heartbeat-interval",
              "recovery-grace",
              "max-message-size",
              "max-metadata-size",
              "maintenance-only"));

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Set<String> SCHEMES = new TreeSet<>(Set.of("redis", "rediss"));
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{0,40}");

  /**
   * @throws ConfigException naming every fault
   */
  public RuntimeConfig {
    List<String> problems = new ArrayList<>();
    if (!insecureListenAnywhere && !LOOPBACK.contains(listenHost)) {
      problems.add(
          "--listen-host: '"
              + listenHost
              + "' can be reached from elsewhere and there is no authentication yet; set"
              + " --insecure-listen-anywhere if the network keeps strangers away");
    }
    if (listenPort < 0 || listenPort > 65_535) {
      problems.add("--listen-port: must be 0..65535, was " + listenPort);
    }
    if (!PREFIX.matcher(keyPrefix).matches()) {
      problems.add("--key-prefix: must match " + PREFIX.pattern() + ", was '" + keyPrefix + "'");
    }
    redis.ifPresent(uri -> checkRedis(uri, problems));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private static void checkRedis(URI uri, List<String> problems) {
    boolean usable =
        uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
    if (!usable) {
      problems.add(
          "--redis: must look like redis://host:port/database or rediss://..., was '"
              + withoutSecrets(uri)
              + "'");
    }
  }

  /** For messages: without user and password. */
  public static String withoutSecrets(URI uri) {
    return uri.toString().replaceFirst("//[^@/]*@", "//***@");
  }

  /** All defaults: loopback, a free port, the embedded Redis below the data directory. */
  public static RuntimeConfig defaults() {
    return of(Map.of());
  }

  /**
   * From settings by name, e.g. {@code drain-lag → 5s}.
   *
   * @throws ConfigException naming every fault
   */
  public static RuntimeConfig of(Map<String, String> settings) {
    return read(Settings.of(settings, NAMES));
  }

  /**
   * From flags ({@code --drain-lag 5s}, {@code --drain-lag=5s}) and environment ({@code
   * TIDEGATE_DRAIN_LAG=5s}); flags win.
   *
   * @throws ConfigException naming every fault
   */
  public static RuntimeConfig of(List<String> flags, Map<String, String> environment) {
    return read(Settings.of(flags, environment, NAMES, SWITCHES));
  }

  private static RuntimeConfig read(Settings from) {
    Duration zero = Duration.ZERO;
    RuntimeConfig read = null;
    List<String> deeper = List.of();
    String host = from.text("listen-host").orElse("127.0.0.1");
    int port = from.number("listen-port", 0, 0, 65_535);
    boolean anywhere = from.flag("insecure-listen-anywhere");
    Optional<URI> redis = redis(from);
    Path dataDir = Path.of(from.text("data-dir").orElse("tidegate-data"));
    String prefix = from.text("key-prefix").orElse("tg:");
    Durability durability = from.oneOf("durability", Durability.VERIFY, Durability.class);
    Duration lag = from.duration("drain-lag", Duration.ofSeconds(10), zero, Duration.ofMinutes(10));
    Duration grace =
        from.duration("stream-grace", Duration.ofSeconds(30), zero, Duration.ofHours(1));
    Duration heartbeat =
        from.duration(
            "heartbeat-interval",
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofMinutes(1));
    Duration recovery =
        from.duration("recovery-grace", Duration.ofSeconds(10), zero, Duration.ofMinutes(5));
    int message = (int) from.bytes("max-message-size", 4 << 20, 1 << 20, 64 << 20);
    int metadata = (int) from.bytes("max-metadata-size", 16 << 10, 1 << 10, 1 << 20);
    boolean maintenance = from.flag("maintenance-only");
    try {
      read =
          new RuntimeConfig(
              host,
              port,
              anywhere,
              redis,
              dataDir,
              prefix,
              durability,
              lag,
              grace,
              heartbeat,
              recovery,
              message,
              metadata,
              maintenance);
    } catch (ConfigException more) {
      deeper = more.problems();
    }
    List<String> problems = new ArrayList<>(from.problems());
    deeper.stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
    if (read == null || !problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return read;
  }

  private static Optional<URI> redis(Settings from) {
    String text = from.text("redis").orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException bad) {
      from.problem("redis", "is no URL; write redis://host:port");
      return Optional.empty();
    }
  }
}
