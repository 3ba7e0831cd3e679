package dev.tidegate.localaws.time;

import dev.tidegate.localaws.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Time that moves only in {@link #advance}. Effects are performed on the calling thread after each
 * event, so that one seed gives one history.
 */
public final class VirtualDriver implements Driver {

  private final ReentrantLock lock = new ReentrantLock();
  private final World world;

  /** Drives a world. */
  public VirtualDriver(World world) {
    this.world = world;
  }

  @Override
  public <T> T call(Function<World, T> question) {
    lock.lock();
    try {
      T answer = question.apply(world);
      performEffects();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /** Runs all events of the next stretch of time. */
  public void advance(Duration stretch) {
    if (stretch.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + stretch);
    }
    lock.lock();
    try {
      Instant limit = world.kernel().now().plus(stretch);
      while (world.kernel().step(limit)) {
        performEffects();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}

  private void performEffects() {
    // An effect may change the world and leave new effects: those come after it.
    if (lock.getHoldCount() > 1) {
      return;
    }
    List<Runnable> effects = world.kernel().takeEffects();
    while (!effects.isEmpty()) {
      effects.forEach(Runnable::run);
      effects = world.kernel().takeEffects();
    }
  }
}
