package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.EnqueueOutcome.Accepted;
import dev.tidegate.queue.store.EnqueueOutcome.Refusal;
import dev.tidegate.queue.store.EnqueueOutcome.Refused;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/** The function {@code enqueue}: see {@code enqueue.lua}. */
final class EnqueueCodec implements Gatherer.Codec<List<NewJob>, List<EnqueueOutcome>> {
  private final FunctionCalls calls;
  private final byte[] key;

  EnqueueCodec(FunctionCalls calls, byte[] key) {
    this.calls = calls;
    this.key = key;
  }

  @Override
  public CommandArguments begin() {
    return calls.timed(RedisFunction.ENQUEUE, key);
  }

  @Override
  public void add(CommandArguments command, List<NewJob> jobs) {
    for (NewJob job : jobs) {
      command
          .add(Replies.bytes(job.id().value()))
          .add(JobRecordLayout.head(job))
          .add(JobRecordLayout.rest(job));
    }
  }

  @Override
  public List<List<EnqueueOutcome>> decode(List<List<NewJob>> inputs, @Nullable Object reply) {
    List<?> parts = Replies.list(reply);
    byte[] letters = Replies.raw(parts.get(0));
    OptionalLong wait = Replies.optional(parts.get(1));
    OptionalLong room = Replies.optional(parts.get(2));
    List<List<EnqueueOutcome>> results = new ArrayList<>(inputs.size());
    int at = 0;
    for (List<NewJob> jobs : inputs) {
      List<EnqueueOutcome> outcomes = new ArrayList<>(jobs.size());
      for (NewJob job : jobs) {
        outcomes.add(outcome(job, letters[at++], wait, room));
      }
      results.add(outcomes);
    }
    return results;
  }

  private static EnqueueOutcome outcome(
      NewJob job, byte letter, OptionalLong wait, OptionalLong room) {
    return switch (letter) {
      case 'A' -> new Accepted(job.id(), false, wait);
      case 'D' -> new Accepted(job.id(), true, wait);
      case 'M' ->
          new Refused(
              Refusal.IDEMPOTENCY_MISMATCH,
              "job id '" + job.id() + "' was used with another type or payload",
              OptionalLong.empty());
      case 'P' -> new Refused(Refusal.QUEUE_PAUSED, "the queue takes no jobs just now", room);
      case 'F' ->
          new Refused(Refusal.QUEUE_FULL, "the queue is at its limit of jobs or bytes", room);
      default -> throw new IllegalStateException("enqueue answered the letter " + letter);
    };
  }

  /** A full store and a busy process are answers about the jobs, not failures of the call. */
  @Override
  public void fail(
      List<NewJob> jobs, CompletableFuture<List<EnqueueOutcome>> future, StoreException e) {
    Refusal why =
        switch (e.kind()) {
          case FULL -> Refusal.STORE_FULL;
          case OVERLOADED -> Refusal.OVERLOADED;
          case UNAVAILABLE, STALE_EPOCH, DEFECT -> null;
        };
    if (why == null) {
      future.completeExceptionally(e);
      return;
    }
    String message = String.valueOf(e.getMessage());
    List<EnqueueOutcome> refused = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      refused.add(new Refused(why, message, e.retryAfterMs()));
    }
    future.complete(refused);
  }
}
