package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * Group commit of one kind of call on one queue: what comes in while calls are under way leaves
 * together in the next one, at most 256 jobs and 256 KiB; each caller gets the answer to its own
 * part. Callers that left (cancelled their future) are dropped before the call is made.
 *
 * @param <I> what one caller hands in
 * @param <R> what it gets
 */
final class Gatherer<I, R> implements CallSource {
  private static final int MAX_JOBS = 256;
  private static final int MAX_BYTES = 256 * 1024;

  /** How a kind of call is put together and taken apart. */
  interface Codec<I, R> {
    /** Begins the command: function, key, common arguments. */
    CommandArguments begin();

    /** Adds one caller's part. */
    void add(CommandArguments command, I input);

    /** Takes the answer apart, one result per input, in order. */
    List<R> decode(List<I> inputs, @Nullable Object reply);

    /** The failure as a caller sees it; some outcomes have a result for it. */
    default void fail(I input, CompletableFuture<R> future, StoreException e) {
      future.completeExceptionally(e);
    }
  }

  private record Item<I, R>(
      I input, int size, int load, int bytes, long sinceNanos, CompletableFuture<R> future) {}

  private final Lane lane;
  private final Codec<I, R> codec;
  private final Deque<Item<I, R>> waiting = new ArrayDeque<>();
  private int pending;

  Gatherer(Lane lane, Codec<I, R> codec) {
    this.lane = lane;
    this.codec = codec;
  }

  /**
   * Hands one caller's part in; never blocks.
   *
   * @param size jobs that it carries or may bring back
   * @param load what it counts for among all that waits
   * @param bytes of its payloads
   */
  CompletableFuture<R> submit(I input, int size, int load, int bytes, long nowNanos) {
    CompletableFuture<R> future = new CompletableFuture<>();
    Item<I, R> item = new Item<>(input, size, load, bytes, nowNanos, future);
    try {
      lane.offer(
          this,
          load,
          () -> {
            waiting.addLast(item);
            pending += load;
          });
    } catch (StoreException e) {
      codec.fail(input, future, e);
    }
    return future;
  }

  @Override
  public @Nullable Call next() {
    List<Item<I, R>> taken = take();
    if (taken.isEmpty()) {
      return null;
    }
    List<I> inputs = taken.stream().map(Item::input).toList();
    return new Call(command(inputs), reply -> deliver(taken, inputs, reply), e -> fail(taken, e));
  }

  private CommandArguments command(List<I> inputs) {
    CommandArguments command = codec.begin();
    for (I input : inputs) {
      codec.add(command, input);
    }
    return command;
  }

  private List<Item<I, R>> take() {
    List<Item<I, R>> taken = new ArrayList<>();
    int count = 0;
    long bytes = 0;
    while (!waiting.isEmpty()) {
      Item<I, R> head = waiting.getFirst();
      boolean left = head.future().isDone();
      if (!left
          && !taken.isEmpty()
          && (count + head.size() > MAX_JOBS || bytes + head.bytes() > MAX_BYTES)) {
        break;
      }
      waiting.removeFirst();
      pending -= head.load();
      if (!left) {
        taken.add(head);
        count += head.size();
        bytes += head.bytes();
      }
    }
    return taken;
  }

  private void deliver(List<Item<I, R>> items, List<I> inputs, @Nullable Object reply) {
    List<R> results = codec.decode(inputs, reply);
    for (int i = 0; i < items.size(); i++) {
      items.get(i).future().complete(results.get(i));
    }
  }

  private void fail(List<Item<I, R>> items, StoreException e) {
    items.forEach(item -> codec.fail(item.input(), item.future(), e));
  }

  @Override
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  @Override
  public int pendingJobs() {
    return pending;
  }

  @Override
  public Runnable takeOlder(long nowNanos, long ageNanos, StoreException why) {
    List<Item<I, R>> old = new ArrayList<>();
    while (!waiting.isEmpty() && nowNanos - waiting.getFirst().sinceNanos() > ageNanos) {
      Item<I, R> item = waiting.removeFirst();
      pending -= item.load();
      old.add(item);
    }
    return () -> fail(old, why);
  }
}
