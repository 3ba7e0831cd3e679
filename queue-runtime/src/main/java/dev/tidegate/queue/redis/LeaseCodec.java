package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.policy.LeaseLength;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/** The function {@code lease}: see {@code lease.lua}. */
final class LeaseCodec implements Gatherer.Codec<LeaseRequest, LeaseOutcome> {
  private static final int FIRST_REQUEST = 4;
  private static final int PER_JOB = 4;

  private final FunctionCalls calls;
  private final byte[] key;

  LeaseCodec(FunctionCalls calls, byte[] key) {
    this.calls = calls;
    this.key = key;
  }

  @Override
  public CommandArguments begin() {
    return calls.timed(RedisFunction.LEASE, key);
  }

  @Override
  public void add(CommandArguments command, LeaseRequest request) {
    command
        .add(Replies.bytes(request.session().value()))
        .add(request.maxJobs())
        .add(request.maxBytes())
        .add(request.startedOnDelivery() ? 1 : 0)
        .add(request.types().size());
    request.types().forEach(type -> command.add(Replies.bytes(type)));
  }

  @Override
  public List<LeaseOutcome> decode(List<LeaseRequest> inputs, @Nullable Object reply) {
    List<?> parts = Replies.list(reply);
    long now = Replies.number(parts.get(0));
    int factor = (int) Replies.number(parts.get(2));
    long floor = Replies.number(parts.get(3));
    List<LeaseOutcome> outcomes = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      List<?> answer = Replies.list(parts.get(FIRST_REQUEST + i));
      List<LeasedJob> jobs = new ArrayList<>((answer.size() - 2) / PER_JOB);
      for (int at = 2; at + PER_JOB <= answer.size(); at += PER_JOB) {
        jobs.add(job(inputs.get(i), answer.subList(at, at + PER_JOB), now, factor, floor));
      }
      outcomes.add(new LeaseOutcome(jobs, blocked(answer)));
    }
    return outcomes;
  }

  private static Optional<LeaseOutcome.Blocked> blocked(List<?> answer) {
    return switch (Replies.text(answer.get(0))) {
      case "" -> Optional.empty();
      case "P" ->
          Optional.of(
              new LeaseOutcome.Blocked(LeaseOutcome.Why.PAUSED, Replies.optional(answer.get(1))));
      case "E" ->
          Optional.of(
              new LeaseOutcome.Blocked(LeaseOutcome.Why.EMPTY, Replies.optional(answer.get(1))));
      default -> throw new IllegalStateException("lease answered " + answer.get(0));
    };
  }

  private static LeasedJob job(
      LeaseRequest request, List<?> parts, long now, int factor, long floor) {
    JobRecordLayout.Decoded record = JobRecordLayout.decode(Replies.raw(parts.get(1)));
    long fence = Replies.number(parts.get(2));
    long end = Replies.number(parts.get(3));
    int attempt = record.attempts() + 1;
    return new LeasedJob(
        new JobId(Replies.text(parts.get(0))),
        record.type(),
        record.payload(),
        new DeliveryToken(fence + "." + request.session() + "." + attempt),
        fence,
        attempt,
        record.leaseLosses(),
        record.priority(),
        record.expectedMs(),
        record.timeoutMs(),
        record.enqueuedAtMs(),
        end,
        end - now,
        LeaseLength.fullMs(record.expectedMs(), factor, floor));
  }
}
