package dev.tidegate.localaws.world.cluster;

import java.util.List;

/**
 * What came of a protection call.
 *
 * @param tasks tasks that were set or found
 * @param failures the others
 */
public record ProtectionResult(List<Task> tasks, List<Failure> failures) {

  /** Copies. */
  public ProtectionResult {
    tasks = List.copyOf(tasks);
    failures = List.copyOf(failures);
  }
}
