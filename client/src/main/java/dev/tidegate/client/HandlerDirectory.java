package dev.tidegate.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which handler runs which type.
 *
 * @param byType handlers of certain types
 * @param fallback handler of all other types; null: they are given back
 */
record HandlerDirectory(Map<String, JobHandler> byType, @Nullable JobHandler fallback) {
  HandlerDirectory {
    byType = Map.copyOf(byType);
    if (byType.isEmpty() && fallback == null) {
      throw new IllegalArgumentException("a worker needs at least one handler");
    }
  }

  Optional<JobHandler> find(String type) {
    return Optional.ofNullable(byType.getOrDefault(type, fallback));
  }

  /** Types to ask for; empty = all. */
  List<String> types() {
    return fallback == null ? byType.keySet().stream().sorted().toList() : List.of();
  }
}
