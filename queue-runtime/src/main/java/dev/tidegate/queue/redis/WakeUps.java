package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStore.WakeUpListener;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens for the names of queues that got work. The channel may lose messages, so nothing depends
 * on it but the time to the next poll. One thread; it subscribes again whenever the connection
 * ends, and also when nothing was heard for a while, since a lost connection can look like silence.
 */
final class WakeUps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);
  private static final int SILENCE_MS = 20_000;
  private static final long PAUSE_MS = 250;
  private static final long JOIN_MS = 3_000;

  private final RedisConnector connector;
  private final byte[] channel;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile WakeUpListener listener = queue -> {};
  private @Nullable LaneConnection connection;
  private boolean closed;

  WakeUps(RedisConnector connector, byte[] channel) {
    this.connector = connector;
    this.channel = channel;
    this.thread = new Thread(this::run, "store-wakeups");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void listener(WakeUpListener wakeUpListener) {
    listener = wakeUpListener;
  }

  private void run() {
    while (!isClosed()) {
      try {
        subscribe();
        listen();
      } catch (JedisException | IllegalStateException e) {
        LOG.debug("subscribing to wake-ups again: {}", e.getMessage());
        drop();
        pause();
      }
    }
    drop();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void subscribe() {
    LaneConnection fresh = connector.connect(SILENCE_MS);
    lock.lock();
    try {
      connection = fresh;
    } finally {
      lock.unlock();
    }
    fresh.sendCommand(new CommandArguments(Protocol.Command.SUBSCRIBE).add(channel));
    fresh.flushWritten();
  }

  private void listen() {
    LaneConnection from = current();
    while (from != null && !isClosed()) {
      List<?> message = Replies.list(from.getUnflushedObject());
      if (message.size() == 3 && Replies.text(message.get(0)).equals("message")) {
        tell(Replies.text(message.get(2)));
      }
    }
  }

  private @Nullable LaneConnection current() {
    lock.lock();
    try {
      return connection;
    } finally {
      lock.unlock();
    }
  }

  private void tell(String name) {
    try {
      listener.onWork(new QueueName(name));
    } catch (RuntimeException e) {
      // A listener's defect must not end the subscription.
      LOG.warn("a wake-up listener failed for queue {}", name, e);
    }
  }

  private void drop() {
    LaneConnection old;
    lock.lock();
    try {
      old = connection;
      connection = null;
    } finally {
      lock.unlock();
    }
    if (old != null) {
      Lane.abandon(old);
    }
  }

  private void pause() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted while waiting to subscribe again", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    drop();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
