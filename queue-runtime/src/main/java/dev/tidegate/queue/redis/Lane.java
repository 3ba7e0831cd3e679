package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection with several calls under way. Answers come in the order of the calls, so calls of
 * one lane take effect in the order in which they were handed in.
 *
 * <p>Two threads: one sends, one reads. While the lane is idle the caller's own thread sends a
 * small call, which saves a change of threads. Sources take turns; one with much to say does not
 * keep the others waiting. When Redis goes away the calls under way fail (their outcome is
 * unknown), waiting ones fail after a short patience, and the reading thread connects again.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final long FIRST_PAUSE_MS = 20;
  private static final long LONGEST_PAUSE_MS = 250;
  private static final long JOIN_MS = 3_000;
  private static final long IDLE_MS = 1_000;
  private static final int CALLER_SENDS_JOBS = 16;

  private final String name;
  private final RedisConnector connector;
  private final LongSupplier nanos;
  private final Consumer<Connection> onConnected;
  private final Consumer<Runnable> completer;
  private final int window;
  private final int maxPendingJobs;
  private final Thread sender;
  private final Thread reader;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mayBeSent = lock.newCondition();
  private final Condition mayBeRead = lock.newCondition();
  private final Condition quieter = lock.newCondition();
  private final Deque<CallSource> ready = new ArrayDeque<>();
  private final Deque<Call> inFlight = new ArrayDeque<>();
  private @Nullable LaneConnection connection;
  private int waitingJobs;
  private boolean sending;
  private boolean closing;
  private boolean closed;
  private boolean troubled;

  /**
   * @param name for its threads
   * @param onConnected told of each connection before any call goes over it, on the reading thread
   * @param completer runs completions when the reading thread has more to read
   */
  Lane(
      String name,
      RedisConnector connector,
      LongSupplier nanos,
      Consumer<Connection> onConnected,
      Consumer<Runnable> completer) {
    this.name = name;
    this.connector = connector;
    this.nanos = nanos;
    this.onConnected = onConnected;
    this.completer = completer;
    this.window = connector.settings().callsInFlight();
    this.maxPendingJobs = connector.settings().maxPendingJobs();
    this.sender = new Thread(this::send, name + "-send");
    this.reader = new Thread(this::read, name + "-read");
    sender.setDaemon(true);
    reader.setDaemon(true);
  }

  void start() {
    reader.start();
    sender.start();
  }

  boolean isConnected() {
    lock.lock();
    try {
      return connection != null && !troubled && !closing;
    } finally {
      lock.unlock();
    }
  }

  // ---- handing in

  /**
   * Adds to a source and sees to it that it is served.
   *
   * @param source whose lane this is
   * @param jobs how many jobs come in with it
   * @param addition puts them into the source; run under the lock
   * @throws StoreException OVERLOADED or UNAVAILABLE; then nothing was added
   */
  void offer(CallSource source, int jobs, Runnable addition) {
    boolean sendHere;
    lock.lock();
    try {
      if (closing) {
        throw new StoreException(StoreException.Kind.UNAVAILABLE, "the store is closed");
      }
      if (waitingJobs + jobs > maxPendingJobs) {
        throw new StoreException(
            StoreException.Kind.OVERLOADED,
            "too many calls wait for Redis in this process",
            250,
            null);
      }
      boolean queued = !source.isEmpty();
      addition.run();
      waitingJobs += jobs;
      if (!queued) {
        ready.addLast(source);
      }
      sendHere = maySend() && inFlight.isEmpty() && jobs <= CALLER_SENDS_JOBS;
      if (sendHere) {
        sending = true;
      } else {
        mayBeSent.signal();
      }
    } finally {
      lock.unlock();
    }
    if (sendHere) {
      sendSome(1);
    }
  }

  // ---- sending

  private boolean maySend() {
    return connection != null && !sending && !ready.isEmpty() && inFlight.size() < window;
  }

  private void send() {
    while (true) {
      lock.lock();
      try {
        while (!maySend() && !closed) {
          mayBeSent.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
        sending = true;
      } finally {
        lock.unlock();
      }
      sendSome(window);
    }
  }

  /** Sends up to so many calls; the caller has set {@link #sending}. */
  private void sendSome(int most) {
    LaneConnection target = null;
    try {
      for (int sent = 0; sent < most; sent++) {
        Call call;
        lock.lock();
        try {
          target = connection;
          call = target == null || inFlight.size() >= window ? null : nextCall();
          if (call == null || target == null) {
            break;
          }
          inFlight.addLast(call);
          mayBeRead.signal();
        } finally {
          lock.unlock();
        }
        target.sendCommand(call.command());
      }
      if (target != null) {
        target.flushWritten();
      }
    } catch (JedisException e) {
      // The reader sees the same broken connection, fails what is under way and connects again.
      abandon(target);
    } finally {
      lock.lock();
      try {
        sending = false;
        if (maySend()) {
          mayBeSent.signal();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private @Nullable Call nextCall() {
    for (CallSource source = ready.pollFirst(); source != null; source = ready.pollFirst()) {
      int before = source.pendingJobs();
      Call call = source.next();
      waitingJobs -= before - source.pendingJobs();
      if (!source.isEmpty()) {
        ready.addLast(source);
      }
      if (call != null) {
        return call;
      }
    }
    return null;
  }

  static void abandon(@Nullable LaneConnection target) {
    if (target == null) {
      return;
    }
    try {
      target.forceDisconnect();
    } catch (IOException | JedisException e) {
      LOG.debug("closing a broken connection", e);
    }
  }

  // ---- reading

  private void read() {
    long pause = FIRST_PAUSE_MS;
    while (!isClosed()) {
      try {
        connect();
        pause = FIRST_PAUSE_MS;
        readAnswers();
      } catch (JedisException | IllegalStateException e) {
        disconnected(e);
        pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
    disconnected(new JedisConnectionException("the store is closed"));
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void connect() {
    LaneConnection fresh = connector.connect(connector.settings().callTimeoutMs());
    try {
      onConnected.accept(fresh);
    } catch (JedisException | IllegalStateException e) {
      fresh.close();
      throw e;
    }
    lock.lock();
    try {
      connection = fresh;
      if (troubled) {
        LOG.info("{}: Redis at {} is back", name, connector.settings().address());
      }
      troubled = false;
      mayBeSent.signal();
    } finally {
      lock.unlock();
    }
  }

  private void readAnswers() {
    while (true) {
      LaneConnection from;
      lock.lock();
      try {
        long left = TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
        while (inFlight.isEmpty() && !closed) {
          left = awaitOrPing(left);
        }
        if (closed || connection == null) {
          return;
        }
        from = connection;
      } finally {
        lock.unlock();
      }
      readOne(from);
    }
  }

  /** While idle nobody reads, so a connection that ended is noticed by asking now and then. */
  @SuppressWarnings("WaitNotInLoop") // the caller loops, and counts down what is left
  private long awaitOrPing(long left) {
    try {
      if (left > 0) {
        return mayBeRead.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      LOG.debug("{}: interrupted while idle", name, e);
    }
    if (ready.isEmpty() && !closing) {
      offerFirst(new Call(new CommandArguments(Protocol.Command.PING), reply -> {}, e -> {}));
    }
    return TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
  }

  private void offerFirst(Call call) {
    SingleCall source = new SingleCall(nanos.getAsLong());
    source.set(call);
    ready.addFirst(source);
    waitingJobs++;
    mayBeSent.signal();
  }

  private void readOne(LaneConnection from) {
    Object reply = null;
    JedisDataException error = null;
    try {
      reply = from.getUnflushedObject();
    } catch (JedisDataException e) {
      error = e;
    }
    Call call;
    boolean more;
    lock.lock();
    try {
      call = inFlight.removeFirst();
      more = !inFlight.isEmpty();
      if (maySend()) {
        mayBeSent.signal();
      }
      if (closing) {
        quieter.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (error != null) {
      answerError(call, error);
    } else if (more) {
      Object answer = reply;
      completer.accept(() -> call.succeed(answer));
    } else {
      call.succeed(reply);
    }
  }

  private void answerError(Call call, JedisDataException error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("Function not found") && call.mayRepeat()) {
      repeatWithFunctions(call);
      return;
    }
    call.fail(Errors.of(error));
    if (Errors.isWrongServer(message)) {
      throw new JedisConnectionException(message);
    }
  }

  /** Redis lost the functions (a fresh server behind the same address): load them, try again. */
  private void repeatWithFunctions(Call call) {
    LOG.info("{}: Redis does not know the functions, loading them", name);
    Call load =
        new Call(
            connector.load(),
            reply -> {},
            e -> LOG.debug("{}: loading the functions: {}", name, e.getMessage()));
    lock.lock();
    try {
      offerFirst(call);
      offerFirst(load);
    } finally {
      lock.unlock();
    }
  }

  // ---- trouble

  private void disconnected(RuntimeException why) {
    List<Call> lost;
    LaneConnection old;
    lock.lock();
    try {
      old = connection;
      connection = null;
      lost = new ArrayList<>(inFlight);
      inFlight.clear();
      if (!troubled && !closing) {
        LOG.warn("{}: Redis at {} is away: {}", name, connector.settings().address(), message(why));
      }
      troubled = true;
    } finally {
      lock.unlock();
    }
    abandon(old);
    StoreException unknown =
        new StoreException(
            StoreException.Kind.UNAVAILABLE,
            "Redis went away before it answered; the outcome is unknown, a retry is safe",
            FIRST_PAUSE_MS,
            why);
    lost.forEach(call -> call.fail(unknown));
    failImpatient(why);
  }

  private static String message(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private void failImpatient(RuntimeException why) {
    StoreException away =
        new StoreException(
            StoreException.Kind.UNAVAILABLE,
            "Redis cannot be reached: " + message(why),
            LONGEST_PAUSE_MS,
            why);
    long patience = TimeUnit.MILLISECONDS.toNanos(connector.settings().patienceMs());
    List<Runnable> failures = new ArrayList<>();
    lock.lock();
    try {
      long age = closed ? -1 : patience;
      for (CallSource source : List.copyOf(ready)) {
        int before = source.pendingJobs();
        failures.add(source.takeOlder(nanos.getAsLong(), age, away));
        waitingJobs -= before - source.pendingJobs();
        if (source.isEmpty()) {
          ready.remove(source);
        }
      }
    } finally {
      lock.unlock();
    }
    failures.forEach(Runnable::run);
  }

  private void pause(long ms) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(ms);
      while (left > 0 && !closed) {
        left = mayBeRead.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends by close().
      LOG.debug("interrupted while waiting to connect again", e);
    } finally {
      lock.unlock();
    }
  }

  // ---- closing

  /** From now on nothing more is taken. */
  void beginClose() {
    lock.lock();
    try {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets calls under way end until an instant of the nano clock, then ends the threads. */
  void endClose(long deadlineNanos) {
    lock.lock();
    try {
      while ((!ready.isEmpty() || !inFlight.isEmpty())
          && connection != null
          && nanos.getAsLong() - deadlineNanos < 0) {
        if (!quieter.await(5, TimeUnit.MILLISECONDS)) {
          mayBeSent.signal();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      mayBeSent.signalAll();
      mayBeRead.signalAll();
      lock.unlock();
    }
    end();
  }

  private void end() {
    LaneConnection open;
    lock.lock();
    try {
      open = connection;
    } finally {
      lock.unlock();
    }
    abandon(open);
    join(reader);
    join(sender);
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
