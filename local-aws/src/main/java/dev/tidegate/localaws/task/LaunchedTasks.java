package dev.tidegate.localaws.task;

import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts tasks with a launcher, passes signals on, and tells the world of their ends. */
public final class LaunchedTasks {

  private static final Logger LOG = LoggerFactory.getLogger(LaunchedTasks.class);

  /** What a shell answers for a program that cannot be started. */
  private static final int CANNOT_START = 127;

  private final TaskLauncher launcher;
  private final String region;
  private final String metadataUrl;
  private final Map<String, RunningTask> running = new ConcurrentHashMap<>();
  private final CompletableFuture<Driver> driver = new CompletableFuture<>();

  /**
   * No task yet.
   *
   * @param launcher starts them
   * @param region AWS region, for their environment
   * @param metadataUrl base of the task endpoints
   */
  public LaunchedTasks(TaskLauncher launcher, String region, String metadataUrl) {
    this.launcher = launcher;
    this.region = region;
    this.metadataUrl = metadataUrl;
  }

  /** Tells where ends are reported to; once, before the first task. */
  public void bind(Driver to) {
    driver.complete(to);
  }

  /** Starts a task; one that cannot be started ends at once. */
  public void start(TaskLaunch launch) {
    TaskStart start = TaskEnvironment.prepare(launch, region, metadataUrl);
    String id = launch.taskId();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    try {
      running.put(id, launcher.launch(start, exit::complete));
    } catch (IOException e) {
      LOG.warn("task {} of {} cannot be started: {}", id, launch.service(), e.getMessage());
      exit.complete(CANNOT_START);
    }
    // Only now, so that an early end finds the task in the map.
    CompletableFuture<Void> reported = exit.thenAccept(code -> ended(id, code));
    if (reported.isCompletedExceptionally()) {
      LOG.error("the end of task {} could not be reported", id);
    }
  }

  private void ended(String id, int code) {
    running.remove(id);
    driver.join().run(world -> world.clusters().taskExited(id, code));
  }

  /** SIGTERM. */
  public void terminate(String taskId) {
    with(taskId, RunningTask::terminate);
  }

  /** SIGKILL. */
  public void kill(String taskId) {
    with(taskId, RunningTask::kill);
  }

  private void with(String taskId, Consumer<RunningTask> signal) {
    RunningTask task = running.get(taskId);
    if (task != null) {
      signal.accept(task);
    }
  }
}
