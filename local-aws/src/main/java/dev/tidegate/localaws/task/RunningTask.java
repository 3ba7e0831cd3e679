package dev.tidegate.localaws.task;

import java.util.OptionalLong;

/** A started task. Both signals may come late, early, and more than once. */
public interface RunningTask {

  /** SIGTERM: it should end by itself. */
  void terminate();

  /** SIGKILL: it ends now. */
  void kill();

  /** Its process id, if it is a process of its own. */
  default OptionalLong pid() {
    return OptionalLong.empty();
  }
}
