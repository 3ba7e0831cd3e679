package dev.tidegate.client;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes jobs from queues and runs their handlers, at most as many at once as it has slots. It keeps
 * one stream to a runtime, comes back by itself when that ends, and holds on to what it has in the
 * meantime: handlers go on, and their outcomes are sent until a runtime has answered.
 *
 * <p>A started worker keeps the process alive until it is drained or closed.
 */
public final class Worker implements AutoCloseable {
  /** Time for {@link #close()}: what ECS gives by default, less what the process needs besides. */
  static final Duration DEFAULT_DRAIN = Duration.ofSeconds(25);

  /** Beyond the time of a drain, for ending the connection. */
  private static final Duration ENDING = Duration.ofSeconds(6);

  private final WorkerLoop loop;
  private final AtomicBoolean started = new AtomicBoolean();

  Worker(WorkerOptions options) {
    this.loop = new WorkerLoop(options);
  }

  /** Collects settings. */
  public static WorkerBuilder builder(Endpoint endpoint) {
    return new WorkerBuilder(endpoint);
  }

  /**
   * Connects and takes jobs. Returns at once.
   *
   * @return this
   * @throws IllegalStateException if started before
   */
  public Worker start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("a worker is started once");
    }
    loop.start();
    return this;
  }

  /**
   * Waits until a runtime has welcomed this worker.
   *
   * @throws TidegateException UNAVAILABLE with the last trouble if none did in time; the worker
   *     keeps trying
   */
  public void awaitConnected(Duration timeout) throws InterruptedException {
    try {
      loop.firstWelcome().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw TidegateException.local(
          TidegateException.Kind.UNAVAILABLE,
          "no runtime welcomed this worker within " + timeout + ": " + loop.lastTrouble());
    }
  }

  /**
   * Takes no more jobs and ends. Handlers get the time until three seconds before the end (a third
   * of short times); then they are interrupted, and what is not finished is given back without
   * charge. A second call waits for the first.
   */
  public DrainReport drain(Duration within) throws InterruptedException {
    started.set(true);
    loop.drain("draining", within);
    return awaitEnd(within.plus(ENDING));
  }

  /**
   * Waits until the worker has ended, by a drain from whichever side.
   *
   * @throws TidegateException UNAVAILABLE if it did not within {@code timeout}
   */
  public DrainReport awaitEnd(Duration timeout) throws InterruptedException {
    try {
      return loop.done().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw TidegateException.local(
          TidegateException.Kind.UNAVAILABLE, "the worker did not end within " + timeout);
    }
  }

  /** Whether the worker has ended. */
  public boolean hasEnded() {
    return loop.done().isDone();
  }

  public WorkerStats stats() {
    return loop.stats();
  }

  /** Drains within 25 seconds. */
  @Override
  public void close() {
    try {
      drain(DEFAULT_DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
