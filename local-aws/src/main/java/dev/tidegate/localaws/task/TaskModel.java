package dev.tidegate.localaws.task;

import java.time.Duration;

/**
 * How a task behaves in virtual time, where no process runs.
 *
 * @param startToListen from its start until its ports accept connections
 * @param termToExit from SIGTERM until it exits with code 0
 */
public record TaskModel(Duration startToListen, Duration termToExit) {

  /** Listens after 2 s, exits 1 s after SIGTERM. */
  public static TaskModel usual() {
    return new TaskModel(Duration.ofSeconds(2), Duration.ofSeconds(1));
  }
}
