package dev.tidegate.queue.connections;

import java.time.Duration;

/**
 * Timers that keep idle connections alive behind a layer-4 balancer and end what nobody ends.
 *
 * @param time the server pings a silent connection after this long. A Network Load Balancer forgets
 *     a TCP flow after 350 s without a packet and resets the next one; gRFC A9's default of 2 h
 *     loses every idle client. 120 s leaves room for two lost pings
 * @param timeout a ping unanswered for so long ends the connection
 * @param permitTime clients may ping this often. gRFC A8 permits one ping per 5 min and kills the
 *     connection with its calls at the third offence, yet lets clients go down to 10 s: 5 s lies
 *     below what any gRPC client can be set to, jitter included
 * @param permitWithoutCalls clients may ping without an open call: an idle producer behind a
 *     balancer does well to
 * @param handshakeTimeout a connection that has not sent its HTTP/2 settings by then is closed, so
 *     that mute ones do not pile up
 * @param maxIdle a client without calls for this long is asked to leave and reconnects with its
 *     next call; 0 = never
 * @param maxAge fallback for a fleet without a controller: a connection this old (jittered by a
 *     tenth) is asked to leave; 0 = never, the default, since it also cuts streams that cannot
 *     resume
 * @param maxAgeGrace how long calls get after {@code maxAge}; meaningless without it
 */
public record KeepaliveSettings(
    Duration time,
    Duration timeout,
    Duration permitTime,
    boolean permitWithoutCalls,
    Duration handshakeTimeout,
    Duration maxIdle,
    Duration maxAge,
    Duration maxAgeGrace) {

  /** 120 s, 20 s, 5 s, yes, 30 s, 1 h, never, 5 min. */
  public static final KeepaliveSettings DEFAULT =
      new KeepaliveSettings(
          Duration.ofSeconds(120),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          true,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ZERO,
          Duration.ofMinutes(5));

  /**
   * @throws IllegalArgumentException naming the component that is out of its range
   */
  public KeepaliveSettings {
    Checks.positive(time, "keepalive.time");
    Checks.positive(timeout, "keepalive.timeout");
    Checks.notNegative(permitTime, "keepalive.permitTime");
    Checks.positive(handshakeTimeout, "keepalive.handshakeTimeout");
    Checks.notNegative(maxIdle, "keepalive.maxIdle");
    Checks.notNegative(maxAge, "keepalive.maxAge");
    Checks.positive(maxAgeGrace, "keepalive.maxAgeGrace");
  }

  /** The same with another age limit. */
  public KeepaliveSettings withMaxAge(Duration age, Duration grace) {
    return new KeepaliveSettings(
        time, timeout, permitTime, permitWithoutCalls, handshakeTimeout, maxIdle, age, grace);
  }
}
