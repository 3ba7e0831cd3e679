package dev.tidegate.queue.connections;

import java.time.Duration;
import java.util.Objects;

/**
 * What can be set about the keeper.
 *
 * @param transport which sockets carry the server
 * @param workerThreads event loops that carry connections; 0 = one per processor, at least 2
 * @param maxConnections connections beyond it are cut on acceptance; bounds the keeper's memory
 * @param tick how often the keeper paces a shed and looks at deadlines: their resolution
 * @param rateWindow time constant of the decayed rates: a burst has lost 63 % of its weight by then
 * @param idleBelowRpcPerSecond a connection without open calls and below this rate counts as idle
 *     and is the first to be shed
 * @param linger how long a connection whose output has ended waits for its client's own end before
 *     the socket is closed; 0 closes at once, and then fails some calls that raced with a GOAWAY
 * @param keepalive timers given to the server
 * @param bounce how often newcomers may be sent on
 */
public record KeeperSettings(
    Transport transport,
    int workerThreads,
    int maxConnections,
    Duration tick,
    Duration rateWindow,
    double idleBelowRpcPerSecond,
    Duration linger,
    KeepaliveSettings keepalive,
    BounceSettings bounce) {

  /** The kind of socket. */
  public enum Transport {
    /** Epoll where the platform has it, else NIO. */
    AUTO,
    /** The JDK's, everywhere. */
    NIO
  }

  /** Epoll where available, 65,536 connections, 100 ms, 10 s, one call in 10 s, 2 s. */
  public static final KeeperSettings DEFAULT =
      new KeeperSettings(
          Transport.AUTO,
          0,
          65_536,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          0.1,
          Duration.ofSeconds(2),
          KeepaliveSettings.DEFAULT,
          BounceSettings.DEFAULT);

  /**
   * @throws IllegalArgumentException naming the component that is out of its range
   */
  public KeeperSettings {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(keepalive, "keepalive");
    Objects.requireNonNull(bounce, "bounce");
    Checks.that(workerThreads >= 0 && workerThreads <= 1_024, "workerThreads must be 0..1024");
    Checks.that(maxConnections >= 1, "maxConnections must be at least 1");
    Checks.that(
        tick.compareTo(Duration.ofMillis(1)) >= 0 && tick.compareTo(Duration.ofSeconds(10)) <= 0,
        "tick must be 1 ms..10 s");
    Checks.positive(rateWindow, "rateWindow");
    Checks.notNegative(linger, "linger");
    Checks.that(idleBelowRpcPerSecond >= 0, "idleBelowRpcPerSecond must be at least 0");
  }

  /** The same on another kind of socket. */
  public KeeperSettings withTransport(Transport other) {
    return new KeeperSettings(
        other,
        workerThreads,
        maxConnections,
        tick,
        rateWindow,
        idleBelowRpcPerSecond,
        linger,
        keepalive,
        bounce);
  }

  /** The same with other timers. */
  public KeeperSettings withKeepalive(KeepaliveSettings other) {
    return new KeeperSettings(
        transport,
        workerThreads,
        maxConnections,
        tick,
        rateWindow,
        idleBelowRpcPerSecond,
        linger,
        other,
        bounce);
  }

  /** The same with another budget. */
  public KeeperSettings withBounce(BounceSettings other) {
    return new KeeperSettings(
        transport,
        workerThreads,
        maxConnections,
        tick,
        rateWindow,
        idleBelowRpcPerSecond,
        linger,
        keepalive,
        other);
  }

  /** The same with another bound on connections. */
  public KeeperSettings withMaxConnections(int other) {
    return new KeeperSettings(
        transport,
        workerThreads,
        other,
        tick,
        rateWindow,
        idleBelowRpcPerSecond,
        linger,
        keepalive,
        bounce);
  }
}
