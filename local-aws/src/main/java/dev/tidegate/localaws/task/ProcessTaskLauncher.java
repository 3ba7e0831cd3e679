package dev.tidegate.localaws.task;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks as child processes with real signals. Output goes to one file a task in the log directory.
 * Standard input stays open for as long as this process lives, so a child may take its end as the
 * death of its parent; a child that does not look is killed by a watchdog even when this process
 * dies of SIGKILL.
 */
public final class ProcessTaskLauncher implements TaskLauncher {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessTaskLauncher.class);
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final long CLOSE_SECONDS = 5;

  /** What a program needs from its host; a container would find the like in its image. */
  private static final List<String> PASSED_ON =
      List.of("PATH", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER");

  private final Path logDirectory;
  private final Watchdog watchdog;
  private final Map<String, Child> children = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Starts the watchdog.
   *
   * @param logDirectory made when it does not exist
   */
  public ProcessTaskLauncher(Path logDirectory) throws IOException {
    this.logDirectory = Files.createDirectories(logDirectory);
    this.watchdog = new Watchdog();
  }

  /** Where the output of a task goes. */
  public Path log(String service, String taskId) {
    return logDirectory.resolve((service.isEmpty() ? "task" : service) + "-" + taskId + ".log");
  }

  /** Process ids of the tasks that run now, and of the watchdog. */
  public List<Long> pids() {
    List<Long> pids =
        new ArrayList<>(children.values().stream().map(c -> c.process.pid()).toList());
    pids.add(watchdog.pid());
    return pids;
  }

  @Override
  public RunningTask launch(TaskStart start, IntConsumer onExit) throws IOException {
    if (closed) {
      throw new IOException("the launcher is closed");
    }
    if (start.command().isEmpty()) {
      throw new IOException("the container definition has no command");
    }
    Path log = log(start.task().service(), start.task().taskId());
    ProcessBuilder builder =
        new ProcessBuilder(command(start))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(PASSED_ON);
    environment.putAll(start.environment());
    Child child = new Child(builder.start());
    String id = start.task().taskId();
    children.put(id, child);
    watchdog.watch(child.process.pid());
    child.ended =
        child
            .process
            .onExit()
            .thenAccept(
                process -> {
                  children.remove(id);
                  watchdog.forget(process.pid());
                  onExit.accept(process.exitValue());
                });
    if (closed) {
      child.kill();
    }
    return child;
  }

  /** In a session of its own, a child is spared the Ctrl-C that is meant for its parent. */
  private static List<String> command(TaskStart start) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(start.command());
    return command;
  }

  @Override
  public void close() {
    closed = true;
    List<Child> left = List.copyOf(children.values());
    left.forEach(Child::terminate);
    long deadline = CLOSE_SECONDS;
    for (Child child : left) {
      if (!child.awaitEnd(deadline)) {
        // The first that does not obey has used up the patience for all.
        deadline = 0;
        child.kill();
      }
    }
    for (Child child : left) {
      if (!child.awaitEnd(CLOSE_SECONDS)) {
        LOG.error("process {} did not end", child.process.pid());
      }
    }
    watchdog.close();
  }

  private static final class Child implements RunningTask {
    private final Process process;
    private volatile CompletableFuture<Void> ended = new CompletableFuture<>();

    private Child(Process process) {
      this.process = process;
    }

    @Override
    public void terminate() {
      process.destroy();
    }

    @Override
    public void kill() {
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public OptionalLong pid() {
      return OptionalLong.of(process.pid());
    }

    private boolean awaitEnd(long seconds) {
      try {
        return process.waitFor(seconds, TimeUnit.SECONDS) && handled(seconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !process.isAlive();
      }
    }

    private boolean handled(long seconds) throws InterruptedException {
      try {
        ended.get(Math.max(1, seconds), TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        LOG.debug("the end of process {} was not handled", process.pid(), e);
      }
      return true;
    }
  }
}
