package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Refusal;

/** A TCP listener: what was asked for, and what the data plane does so far. */
public final class Listener {

  private final String arn;
  private final LoadBalancer loadBalancer;
  private final int port;
  private Forward configured;
  private Forward inForce;
  private int idleTimeoutSeconds = 350;

  Listener(String arn, LoadBalancer loadBalancer, int port, Forward forward) {
    this.arn = arn;
    this.loadBalancer = loadBalancer;
    this.port = port;
    this.configured = forward;
    this.inForce = forward;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** The load balancer it belongs to. */
  public LoadBalancer loadBalancer() {
    return loadBalancer;
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** What the API answers. */
  public Forward configured() {
    return configured;
  }

  /** What the data plane does. */
  public Forward inForce() {
    return inForce;
  }

  /** A flow with no packet for so long is forgotten: 60 to 6000, by default 350. */
  public int idleTimeoutSeconds() {
    return idleTimeoutSeconds;
  }

  void configure(Forward next) {
    configured = next;
  }

  void enforce(Forward next) {
    inForce = next;
  }

  void idleTimeoutSeconds(int seconds) {
    if (seconds < 60 || seconds > 6000) {
      throw new Refusal(
          "InvalidConfigurationRequest",
          "tcp.idle_timeout.seconds must be between 60 and 6000: " + seconds);
    }
    idleTimeoutSeconds = seconds;
  }
}
