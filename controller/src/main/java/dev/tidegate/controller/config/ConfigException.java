package dev.tidegate.controller.config;

import java.util.List;

/** Resources that are not valid; carries every problem that was found. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(
        problems.size() == 1
            ? problems.get(0).toString()
            : problems.size()
                + " problems:\n  "
                + String.join("\n  ", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
