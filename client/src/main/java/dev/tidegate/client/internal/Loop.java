package dev.tidegate.client.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread for tasks in order, now and later. After {@link #shutdown} tasks are passed over in
 * silence: whoever needs a last word arranges for it before.
 */
public final class Loop implements Executor {
  private static final Timer NOTHING = () -> {};

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<RuntimeException> onDefect;

  /** Something that may still be called off. */
  @FunctionalInterface
  public interface Timer {
    void cancel();
  }

  /**
   * @param daemon false where this thread is what keeps the process alive
   * @param onDefect told of exceptions of tasks; must not throw
   */
  public Loop(String name, boolean daemon, Consumer<RuntimeException> onDefect) {
    this.executor = Threads.timer(name, daemon);
    this.onDefect = onDefect;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException shutDown) {
      // As documented.
    }
  }

  /** Runs {@code task} once, after {@code wait}. */
  public Timer after(Duration wait, Runnable task) {
    try {
      return timer(executor.schedule(guarded(task), wait.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return NOTHING;
    }
  }

  /** Runs {@code task} again and again with this pause, also after one that threw. */
  public Timer every(Duration pause, Runnable task) {
    long nanos = pause.toNanos();
    try {
      return timer(
          executor.scheduleWithFixedDelay(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return NOTHING;
    }
  }

  /** Drops what waits for its time; what was handed over already is done. */
  public void shutdown() {
    executor.shutdown();
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        onDefect.accept(e);
      }
    };
  }

  private static Timer timer(Future<?> future) {
    return () -> future.cancel(false);
  }
}
