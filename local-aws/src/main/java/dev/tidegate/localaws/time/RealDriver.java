package dev.tidegate.localaws.time;

import dev.tidegate.localaws.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time that passes. One thread runs events as they come due, another performs effects in their
 * order, so that starting a process never holds up the world.
 */
public final class RealDriver implements Driver {

  private static final Logger LOG = LoggerFactory.getLogger(RealDriver.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_WAITING_EFFECTS = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition earlier = lock.newCondition();
  private final World world;
  private final InstantSource clock;
  private final ThreadPoolExecutor effects;
  private final Thread ticker;
  private boolean closed;

  /** Drives a world by a clock, from now on. */
  public RealDriver(World world, InstantSource clock) {
    this.world = world;
    this.clock = clock;
    this.effects =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING_EFFECTS),
            daemon("local-aws-effects"));
    this.ticker = daemon("local-aws-clock").newThread(this::tick);
  }

  /** Begins to run. */
  public RealDriver start() {
    ticker.start();
    return this;
  }

  @Override
  public <T> T call(Function<World, T> question) {
    lock.lock();
    try {
      catchUp();
      T answer = question.apply(world);
      handOverEffects();
      earlier.signalAll();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      earlier.signalAll();
    } finally {
      lock.unlock();
    }
    effects.shutdown();
    try {
      ticker.join(Duration.ofSeconds(5).toMillis());
      if (!effects.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("effects were still being performed when the simulator closed");
        effects.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      effects.shutdownNow();
    }
  }

  private void tick() {
    lock.lock();
    try {
      while (!closed) {
        catchUp();
        long left = earlier.awaitNanos(untilNext());
        assert left <= IDLE_NANOS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private long untilNext() {
    Instant now = clock.instant();
    return world
        .kernel()
        .nextAt()
        .map(next -> Duration.between(now, next).toNanos())
        .map(nanos -> Math.max(1, Math.min(IDLE_NANOS, nanos)))
        .orElse(IDLE_NANOS);
  }

  private void catchUp() {
    if (closed) {
      return;
    }
    Instant limit = clock.instant();
    boolean more = true;
    while (more) {
      try {
        more = world.kernel().step(limit);
      } catch (RuntimeException e) {
        // One broken rule must not stop the clock for all others.
        LOG.error("an event of the simulated world failed", e);
      }
      handOverEffects();
    }
  }

  private void handOverEffects() {
    for (Runnable effect : world.kernel().takeEffects()) {
      if (!closed) {
        effects.execute(() -> perform(effect));
      }
    }
  }

  private static void perform(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException e) {
      LOG.error("an effect of the simulated world failed", e);
    }
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
