package dev.tidegate.localaws.task;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Tasks as functions in this process, chosen by their container's image. For tests that want real
 * sockets without the price of processes.
 */
public final class InProcessTaskLauncher implements TaskLauncher {

  /** What stands for an image. */
  public interface Program {

    /**
     * Starts, without waiting for the end.
     *
     * @param start the task
     * @param onExit to be told the exit code when it has ended; only the first call counts
     */
    RunningTask start(TaskStart start, IntConsumer onExit) throws IOException;
  }

  private final Map<String, Program> programs;
  private final Map<String, RunningTask> running = new ConcurrentHashMap<>();

  /** Knows the programs of these images. */
  public InProcessTaskLauncher(Map<String, Program> programs) {
    this.programs = Map.copyOf(programs);
  }

  @Override
  public RunningTask launch(TaskStart start, IntConsumer onExit) throws IOException {
    String image = start.task().container().image();
    Program program = programs.get(image);
    if (program == null) {
      throw new IOException("CannotPullContainerError: no program stands for the image " + image);
    }
    String id = start.task().taskId();
    AtomicBoolean over = new AtomicBoolean();
    RunningTask task =
        program.start(
            start,
            code -> {
              if (!over.getAndSet(true)) {
                running.remove(id);
                onExit.accept(code);
              }
            });
    running.put(id, task);
    if (over.get()) {
      running.remove(id);
    }
    return task;
  }

  @Override
  public void close() {
    List.copyOf(running.values()).forEach(RunningTask::terminate);
    // Those that have ended by themselves are gone from the map.
    List.copyOf(running.values()).forEach(RunningTask::kill);
  }
}
