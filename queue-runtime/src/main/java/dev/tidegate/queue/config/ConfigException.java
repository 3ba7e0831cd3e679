package dev.tidegate.queue.config;

import java.util.List;

/** The settings do not hold. Names every fault, each with its setting. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // The message says it all to whoever meets this elsewhere.
  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One clear line each. */
  public List<String> problems() {
    return problems;
  }
}
