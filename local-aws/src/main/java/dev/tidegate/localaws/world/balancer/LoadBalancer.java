package dev.tidegate.localaws.world.balancer;

import java.util.List;

/** A Network Load Balancer. */
public final class LoadBalancer {

  private final String arn;
  private final String name;
  private final String dnsName;
  private final boolean internal;
  private final List<String> zones;
  private boolean crossZone;

  LoadBalancer(String arn, String name, String dnsName, boolean internal, List<String> zones) {
    this.arn = arn;
    this.name = name;
    this.dnsName = dnsName;
    this.internal = internal;
    this.zones = List.copyOf(zones);
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The name that AWS would give it in DNS. */
  public String dnsName() {
    return dnsName;
  }

  /** Whether it has only private addresses. */
  public boolean internal() {
    return internal;
  }

  /** Zones in which it has an address. */
  public List<String> zones() {
    return zones;
  }

  /** Whether each zone's address reaches every zone's targets; off by default. */
  public boolean crossZone() {
    return crossZone;
  }

  void crossZone(boolean on) {
    crossZone = on;
  }
}
