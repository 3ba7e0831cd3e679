package dev.tidegate.client.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The only place of the client that makes threads. Whoever asks for an executor closes it. */
public final class Threads {
  private static final long IDLE_SECONDS = 60;

  private Threads() {}

  /** One thread for tasks now and later; tasks still waiting at shutdown are dropped. */
  static ScheduledThreadPoolExecutor timer(String name, boolean daemon) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, factory(name, daemon));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /**
   * At most {@code count} tasks at once. As many again may wait for the instant between a task's
   * last word and its thread being free; more are refused.
   */
  public static ThreadPoolExecutor handlers(String name, int count) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(count),
            factory(name, true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * Where answers of calls are worked on. Its queue needs no bound of its own: it holds a few
   * entries per call under way, and those are bounded by whoever makes calls.
   */
  public static ThreadPoolExecutor callbacks(String name, int count) {
    AtomicInteger made = new AtomicInteger();
    return new ThreadPoolExecutor(
        count,
        count,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> new CallbackThread(task, name + "-" + made.incrementAndGet()));
  }

  /** Whether the caller stands in the way of answers: it must not wait for one. */
  public static boolean isCallbackThread() {
    return Thread.currentThread() instanceof CallbackThread;
  }

  private static final class CallbackThread extends Thread {
    private CallbackThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }

  private static ThreadFactory factory(String name, boolean daemon) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(daemon);
      return thread;
    };
  }
}
