package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import redis.clients.jedis.CommandArguments;

/** Enqueue, lease and settle: gathered per queue and kind, each kind on a lane of its own. */
final class HotCalls {
  private static final int MAX_ITEMS = 256;
  private static final int MAX_BYTES = 256 * 1024;
  private static final int LONGEST_TYPE = 255;
  private static final int ENQUEUE = 0;
  private static final int LEASE = 1;
  private static final int SETTLE = 2;

  /** The gatherers of one queue. */
  private record Gatherers(
      Gatherer<List<NewJob>, List<EnqueueOutcome>> enqueue,
      Gatherer<LeaseRequest, LeaseOutcome> lease,
      Gatherer<List<Settlement>, List<SettleOutcome>> settle) {}

  private final Lanes lanes;
  private final FunctionCalls calls;
  private final RedisKeys keys;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Server server;
  private final ConcurrentHashMap<QueueName, Gatherers> queues = new ConcurrentHashMap<>();

  /**
   * @param server knows which queues are in the list of queues
   */
  HotCalls(
      Lanes lanes,
      FunctionCalls calls,
      RedisKeys keys,
      LongSupplier nanos,
      RandomGenerator random,
      Server server) {
    this.lanes = lanes;
    this.calls = calls;
    this.keys = keys;
    this.nanos = nanos;
    this.random = random;
    this.server = server;
  }

  private Gatherers of(QueueName queue) {
    Gatherers known = queues.get(queue);
    return known != null ? known : queues.computeIfAbsent(queue, this::gatherers);
  }

  private Gatherers gatherers(QueueName queue) {
    byte[] key = keys.anchor(queue);
    String name = queue.value();
    return new Gatherers(
        new Gatherer<>(lanes.of(name, ENQUEUE), new EnqueueCodec(calls, key)),
        new Gatherer<>(lanes.of(name, LEASE), new LeaseCodec(calls, key)),
        new Gatherer<>(lanes.of(name, SETTLE), new SettleCodec(calls, key, random)));
  }

  CompletableFuture<List<EnqueueOutcome>> enqueue(QueueName queue, List<NewJob> jobs) {
    checkItems(jobs.size());
    jobs.forEach(HotCalls::check);
    if (!server.knows(queue)) {
      register(queue);
    }
    return enqueueNow(queue, jobs);
  }

  /** Goes ahead of the enqueue on the same lane, so it takes effect before it, without a wait. */
  private void register(QueueName queue) {
    CommandArguments command =
        calls.plain(RedisFunction.REGISTER, keys.queues()).add(Replies.bytes(queue.value()));
    CompletableFuture<Void> unused =
        Failures.done(
            lanes.call(lanes.of(queue.value(), ENQUEUE), command), () -> server.registered(queue));
  }

  private static void checkItems(int items) {
    if (items < 1 || items > MAX_ITEMS) {
      throw new IllegalArgumentException("a call carries 1.." + MAX_ITEMS + " items, not " + items);
    }
  }

  private static void check(NewJob job) {
    int length = job.type().getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST_TYPE) {
      throw new IllegalArgumentException("a job's type has 1.." + LONGEST_TYPE + " bytes");
    }
  }

  private CompletableFuture<List<EnqueueOutcome>> enqueueNow(QueueName queue, List<NewJob> jobs) {
    Gatherer<List<NewJob>, List<EnqueueOutcome>> gatherer = of(queue).enqueue();
    long now = nanos.getAsLong();
    int bytes = 0;
    int from = 0;
    List<CompletableFuture<List<EnqueueOutcome>>> parts = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      int size = jobs.get(i).payload().size();
      if (i > from && bytes + size > MAX_BYTES) {
        parts.add(gatherer.submit(jobs.subList(from, i), i - from, i - from, bytes, now));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    int last = jobs.size() - from;
    parts.add(gatherer.submit(jobs.subList(from, jobs.size()), last, last, bytes, now));
    return parts.size() == 1 ? parts.get(0) : joined(parts);
  }

  /** One list of all parts' outcomes; fails if any part failed, the outcome then is unknown. */
  private static <T> CompletableFuture<List<T>> joined(List<CompletableFuture<List<T>>> parts) {
    CompletableFuture<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (CompletableFuture<List<T>> part : parts) {
      all =
          all.thenCombine(
              part,
              (sum, more) -> {
                sum.addAll(more);
                return sum;
              });
    }
    return Failures.unwrapped(all);
  }

  CompletableFuture<LeaseOutcome> lease(LeaseRequest request) {
    return of(request.queue()).lease().submit(request, request.maxJobs(), 1, 0, nanos.getAsLong());
  }

  CompletableFuture<List<SettleOutcome>> settle(QueueName queue, List<Settlement> settlements) {
    checkItems(settlements.size());
    int items = settlements.size();
    return of(queue).settle().submit(settlements, items, items, 0, nanos.getAsLong());
  }
}
