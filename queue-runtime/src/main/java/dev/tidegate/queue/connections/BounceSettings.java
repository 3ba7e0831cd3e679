package dev.tidegate.queue.connections;

import java.time.Duration;

/**
 * How often newcomers may be sent on. Each bounce costs its client a reconnect and perhaps a
 * transparent retry, and the balancer may send it straight back here.
 *
 * @param burst bounces at once over all peers
 * @param perSecond refill over all peers
 * @param peerBurst bounces at once for one peer, times the clients now connected from it: behind a
 *     balancer that hides addresses, or a NAT, one peer stands for many clients
 * @param peerPerSecond refill for one peer, times the same
 * @param drainPause in a drain a newcomer beyond the budget is served this long (jittered by half)
 *     before it is sent on, so that a client with nowhere else to go makes progress
 * @param grace how long the calls of a bounced connection get
 */
public record BounceSettings(
    double burst,
    double perSecond,
    double peerBurst,
    double peerPerSecond,
    Duration drainPause,
    Duration grace) {

  /** 100 and 50 per second over all, 5 and one per 5 s for a peer, 1 s pause, 30 s grace. */
  public static final BounceSettings DEFAULT =
      new BounceSettings(100, 50, 5, 0.2, Duration.ofSeconds(1), Duration.ofSeconds(30));

  /**
   * @throws IllegalArgumentException naming the component that is out of its range
   */
  public BounceSettings {
    Checks.that(inRange(burst), "bounce.burst must be 0..1000000");
    Checks.that(inRange(perSecond), "bounce.perSecond must be 0..1000000");
    Checks.that(inRange(peerBurst), "bounce.peerBurst must be 0..1000000");
    Checks.that(inRange(peerPerSecond), "bounce.peerPerSecond must be 0..1000000");
    Checks.positive(drainPause, "bounce.drainPause");
    Checks.notNegative(grace, "bounce.grace");
  }

  private static boolean inRange(double value) {
    return value >= 0 && value <= 1_000_000;
  }
}
