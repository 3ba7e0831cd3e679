package dev.tidegate.localaws.task;

import java.io.IOException;
import java.util.function.IntConsumer;

/** Starts tasks. */
public interface TaskLauncher extends AutoCloseable {

  /**
   * Starts a task.
   *
   * @param start what to start
   * @param onExit to be told the exit code, exactly once, when the task has ended for whatever
   *     reason
   * @return a handle to signal it
   * @throws IOException when it cannot be started; then {@code onExit} is not called
   */
  RunningTask launch(TaskStart start, IntConsumer onExit) throws IOException;

  /** Ends every task that still runs: asked first, killed soon after. */
  @Override
  void close();
}
