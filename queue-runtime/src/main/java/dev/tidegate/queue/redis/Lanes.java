package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * All connections of a store: a few lanes for the hot calls and one for everything else, so that a
 * long list never stands in front of a settle.
 */
final class Lanes {
  private static final long CLOSE_MS = 5_000;
  private static final int COMPLETIONS = 256;

  private final RedisConnector connector;
  private final LongSupplier nanos;
  private final Consumer<String> onServer;
  private final List<Lane> hot = new ArrayList<>();
  private final Lane rest;
  private final ThreadPoolExecutor completer;

  /**
   * @param onServer told the run id of the server behind each new connection
   */
  Lanes(RedisConnector connector, LongSupplier nanos, Consumer<String> onServer) {
    this.connector = connector;
    this.nanos = nanos;
    this.onServer = onServer;
    // When the completing thread lags, the reading thread does its work: readers slow down with it.
    completer =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(COMPLETIONS),
            work -> {
              Thread thread = new Thread(work, "store-complete");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    for (int i = 0; i < connector.settings().lanes(); i++) {
      hot.add(lane("store-lane-" + i));
    }
    rest = lane("store-lane-rest");
  }

  private Lane lane(String name) {
    return new Lane(name, connector, nanos, this::greet, completer::execute);
  }

  void start() {
    hot.forEach(Lane::start);
    rest.start();
  }

  /** First words on a new connection: load the functions, learn who the server is. */
  private void greet(Connection connection) {
    try {
      connection.executeCommand(connector.load());
    } catch (JedisDataException e) {
      String message = String.valueOf(e.getMessage());
      // At maxmemory loading is refused even if they are there; calls will tell.
      if (!RedisConnector.isLoaded(e) && !Errors.isOutOfMemory(message)) {
        throw e;
      }
    }
    onServer.accept(RedisConnector.field(RedisConnector.info(connection), "run_id"));
  }

  /** The lane of a kind of hot call of a queue: always the same, so that its calls keep order. */
  Lane of(String queue, int kind) {
    return hot.get(Math.floorMod(queue.hashCode() * 31 + kind, hot.size()));
  }

  /** Makes one call that is not gathered with others. */
  CompletableFuture<Object> call(CommandArguments command) {
    return call(rest, command);
  }

  /** The same on a lane of choice. */
  CompletableFuture<Object> call(Lane lane, CommandArguments command) {
    CompletableFuture<Object> future = new CompletableFuture<>();
    Call call = new Call(command, future::complete, future::completeExceptionally);
    SingleCall source = new SingleCall(nanos.getAsLong());
    try {
      lane.offer(source, 1, () -> source.set(call));
    } catch (StoreException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  boolean isReady() {
    return rest.isConnected() && hot.stream().allMatch(Lane::isConnected);
  }

  void close() {
    List<Lane> all = new ArrayList<>(hot);
    all.add(rest);
    all.forEach(Lane::beginClose);
    long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MS);
    all.forEach(lane -> lane.endClose(deadline));
    completer.shutdown();
  }
}
