package dev.tidegate.localaws.world.balancer;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of a target group, as AWS names them ("Edit target group attributes for your
 * Network Load Balancer").
 *
 * @param values attribute name to value, every known attribute present
 */
public record GroupAttributes(Map<String, String> values) {

  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String DELAY_TERMINATES =
      "deregistration_delay.connection_termination.enabled";
  private static final String UNHEALTHY_TERMINATES =
      "target_health_state.unhealthy.connection_termination.enabled";
  private static final String UNHEALTHY_DRAINING =
      "target_health_state.unhealthy.draining_interval_seconds";
  private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
  private static final String PRESERVE = "preserve_client_ip.enabled";
  private static final Set<String> BOOLEANS =
      Set.of(
          DELAY_TERMINATES,
          UNHEALTHY_TERMINATES,
          PRESERVE,
          "proxy_protocol_v2.enabled",
          "stickiness.enabled");

  /** Copies and checks. */
  public GroupAttributes {
    values = Map.copyOf(values);
    seconds(values, DELAY, 3600);
    seconds(values, UNHEALTHY_DRAINING, 360_000);
    for (String name : BOOLEANS) {
      bool(values, name);
    }
    String crossZone = values.get(CROSS_ZONE);
    if (!"use_load_balancer_configuration".equals(crossZone)) {
      bool(values, CROSS_ZONE);
    }
  }

  /** AWS's defaults for a group of a type. */
  public static GroupAttributes defaults(TargetType type) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(DELAY, "300");
    values.put(DELAY_TERMINATES, "false");
    values.put(UNHEALTHY_TERMINATES, "true");
    values.put(UNHEALTHY_DRAINING, "0");
    values.put(CROSS_ZONE, "use_load_balancer_configuration");
    values.put(PRESERVE, Boolean.toString(type == TargetType.INSTANCE));
    values.put("proxy_protocol_v2.enabled", "false");
    values.put("stickiness.enabled", "false");
    values.put("stickiness.type", "source_ip");
    return new GroupAttributes(values);
  }

  /** The same with some changed; an unknown name is refused. */
  public GroupAttributes with(Map<String, String> changes) {
    Map<String, String> merged = new LinkedHashMap<>(values);
    changes.forEach(
        (name, value) -> {
          if (!values.containsKey(name)) {
            throw new Refusal(
                "InvalidConfigurationRequest",
                "Target group attribute key '" + name + "' is not recognized");
          }
          merged.put(name, value);
        });
    return new GroupAttributes(merged);
  }

  /** How long a deregistered target is draining. */
  public Duration deregistrationDelay() {
    return Duration.ofSeconds(Long.parseLong(get(DELAY)));
  }

  /** Whether flows are cut when the delay is over. */
  public boolean delayTerminates() {
    return Boolean.parseBoolean(get(DELAY_TERMINATES));
  }

  /** Whether flows to an unhealthy target are cut. */
  public boolean unhealthyTerminates() {
    return Boolean.parseBoolean(get(UNHEALTHY_TERMINATES));
  }

  /** How long an unhealthy target says {@code unhealthy.draining} when its flows are not cut. */
  public Duration unhealthyDraining() {
    return Duration.ofSeconds(Long.parseLong(get(UNHEALTHY_DRAINING)));
  }

  /**
   * Whether every zone's address reaches every zone's targets, given the load balancer's own word.
   */
  public boolean crossZone(boolean loadBalancer) {
    String own = get(CROSS_ZONE);
    return own.startsWith("use_") ? loadBalancer : Boolean.parseBoolean(own);
  }

  private String get(String name) {
    return values.getOrDefault(name, "");
  }

  private static void bool(Map<String, String> values, String name) {
    String value = values.getOrDefault(name, "");
    if (!value.equals("true") && !value.equals("false")) {
      throw invalid(name, value);
    }
  }

  private static void seconds(Map<String, String> values, String name, int most) {
    String value = values.getOrDefault(name, "");
    boolean number =
        !value.isEmpty() && value.length() <= 6 && value.chars().allMatch(Character::isDigit);
    if (!number || Integer.parseInt(value) > most) {
      throw invalid(name, value);
    }
  }

  private static Refusal invalid(String name, String value) {
    return new Refusal(
        "InvalidConfigurationRequest", "The value '" + value + "' is not valid for '" + name + "'");
  }
}
