package dev.tidegate.queue.time;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short tasks later, on one thread. Tasks must not block: what takes long is handed on. A task
 * that fails is logged and, if regular, runs again at its next turn.
 */
public final class Ticker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final ScheduledThreadPoolExecutor timer;
  private final RandomGenerator random;

  /** Something planned that can be called off. */
  @FunctionalInterface
  public interface Planned {
    void cancel();
  }

  /**
   * @param name of the thread
   * @param random spreads regular tasks, so that the runtimes of a fleet do not beat as one
   */
  public Ticker(String name, RandomGenerator random) {
    this.random = random;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task once. Does nothing once the ticker is closed. */
  public Planned after(long delayMs, Runnable task) {
    try {
      var future = timer.schedule(() -> guarded(task), delayMs, TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      LOG.debug("a task came after the ticker was closed");
      return () -> {};
    }
  }

  /**
   * Runs a task again and again, the first time after one period.
   *
   * @param spread share of the period by which each wait differs, 0..1
   */
  public Planned every(long periodMs, double spread, Runnable task) {
    Regular regular = new Regular(periodMs, spread, task);
    regular.plan();
    return regular;
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException defect) {
      LOG.error("a timed task failed", defect);
    }
  }

  private final class Regular implements Planned {
    private final long periodMs;
    private final double spread;
    private final Runnable task;
    private volatile boolean cancelled;

    Regular(long periodMs, double spread, Runnable task) {
      this.periodMs = periodMs;
      this.spread = spread;
      this.task = task;
    }

    void plan() {
      double factor = 1 + spread * (2 * random.nextDouble() - 1);
      var unused = after(Math.max(1, Math.round(periodMs * factor)), this::turn);
    }

    private void turn() {
      if (cancelled) {
        return;
      }
      guarded(task);
      plan();
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** Drops what is planned and ends the thread, waiting at most a second for a running task. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.warn("a timed task still runs");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
