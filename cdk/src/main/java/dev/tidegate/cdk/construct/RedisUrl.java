package dev.tidegate.cdk.construct;

import java.util.Map;
import software.amazon.awscdk.services.ecs.Secret;

/**
 * How the runtime learns its Redis URL: in the environment where the URL holds no password, else
 * from a secret that ECS reads when it starts the task.
 */
public sealed interface RedisUrl {
  /** Name of the environment variable, either way. */
  String VARIABLE = "TIDEGATE_REDIS";

  /** Plain environment of the container. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Environment of the container whose values come from secrets. */
  default Map<String, Secret> secrets() {
    return Map.of();
  }

  /** A URL without a password. */
  record Plain(String url) implements RedisUrl {
    @Override
    public Map<String, String> environment() {
      return Map.of(VARIABLE, url);
    }
  }

  /** A secret whose whole value is the URL. */
  record FromSecret(Secret secret) implements RedisUrl {
    @Override
    public Map<String, Secret> secrets() {
      return Map.of(VARIABLE, secret);
    }
  }
}
