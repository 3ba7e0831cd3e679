package dev.tidegate.queue.maintenance;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.Page;
import dev.tidegate.queue.store.QueueStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that takes the steps of all roles on all queues, each when it is due. It finds queues
 * by the store's list and by {@link #nudge}; a nudge may get lost without harm, since every queue
 * is looked at again in any case.
 *
 * <p>While the store is away it tries one step a time and waits in between, so that it neither
 * floods nor misses the store's return.
 */
public final class MaintenanceLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceLoop.class);
  private static final long DISCOVERY_MS = 5_000;
  private static final long AWAY_MS = 250;
  private static final long STEP_SECONDS = 5;
  private static final long CLOSE_MS = 5_000;
  private static final int PAGE = 1_000;

  private final QueueStore store;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Agenda agenda;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long discoveryNanos;
  private String discoveryToken = "";
  private boolean closed;

  /**
   * @param store what to keep moving
   * @param clock wall clock, to turn the store's due times into delays; an error of a second costs
   *     a second
   * @param nanos the process' monotonic clock
   */
  public MaintenanceLoop(QueueStore store, InstantSource clock, LongSupplier nanos) {
    this(store, List.of(new Reaper(store), new Promoter(store), new Janitor(store)), clock, nanos);
  }

  MaintenanceLoop(QueueStore store, List<Role> roles, InstantSource clock, LongSupplier nanos) {
    this.store = store;
    this.clock = clock;
    this.nanos = nanos;
    this.agenda = new Agenda(roles, nanos.getAsLong());
    this.discoveryNanos = nanos.getAsLong();
    this.thread = new Thread(this::run, "queue-maintenance");
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Something happens in a queue (a wake-up of the store, a first enqueue): look at it soon. */
  public void nudge(QueueName queue) {
    lock.lock();
    try {
      agenda.nudge(queue, nanos.getAsLong());
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      try {
        if (discoveryNanos - nanos.getAsLong() <= 0) {
          discover();
        }
        Optional<Agenda.Entry> due = awaitDue();
        if (due.isPresent()) {
          step(due.get());
        } else if (isClosed()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next entry; empty when closed, or when it is time to look for queues. */
  private Optional<Agenda.Entry> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = nanos.getAsLong();
        Optional<Agenda.Entry> due = agenda.takeDue(now);
        if (due.isPresent() || discoveryNanos - now <= 0) {
          return due;
        }
        long wait = Math.min(agenda.waitNanos(now).orElse(Long.MAX_VALUE), discoveryNanos - now);
        if (changed.awaitNanos(wait) <= 0) {
          LOG.trace("time for the next step");
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void step(Agenda.Entry entry) throws InterruptedException {
    Optional<Role.Pass> pass =
        await(
            entry.role.runOnce(entry.queue, clock.instant()),
            entry.role.name() + " of queue " + entry.queue);
    lock.lock();
    try {
      if (pass.isPresent()) {
        agenda.done(entry, pass.get(), nanos.getAsLong());
      } else {
        agenda.failed(entry, nanos.getAsLong());
      }
    } finally {
      lock.unlock();
    }
    pass.filter(done -> done.done() > 0)
        .ifPresent(
            done -> LOG.debug("{} of queue {}: {}", entry.role.name(), entry.queue, done.done()));
  }

  /** One page of the list of queues per call; the whole list again every few seconds. */
  private void discover() throws InterruptedException {
    Optional<Page<QueueName>> page =
        await(store.queues(PAGE, discoveryToken), "the list of queues");
    lock.lock();
    try {
      long now = nanos.getAsLong();
      page.ifPresent(found -> found.items().forEach(queue -> agenda.add(queue, now)));
      discoveryToken = page.map(Page::nextPageToken).orElse("");
      if (discoveryToken.isEmpty()) {
        discoveryNanos = now + TimeUnit.MILLISECONDS.toNanos(DISCOVERY_MS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Empty if the step failed; then a pause has been made. */
  private <T> Optional<T> await(CompletionStage<T> stage, String what) throws InterruptedException {
    try {
      return Optional.of(stage.toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{}: {}", what, e.toString());
      pause();
      return Optional.empty();
    }
  }

  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(AWAY_MS);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets the step under way end, at most five seconds; leaves no thread behind. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE_MS);
      thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
