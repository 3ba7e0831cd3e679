package dev.tidegate.queue.grpc;

import dev.tidegate.queue.delivery.DrainOrder;
import dev.tidegate.queue.delivery.Drains;
import dev.tidegate.queue.delivery.HeldJobs;
import dev.tidegate.queue.delivery.LiveSession;
import dev.tidegate.queue.delivery.SessionFacts;
import dev.tidegate.queue.delivery.SessionView;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.LeasedJob;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A worker that polls. What it holds is known as far as it was handed out or settled here. */
final class PullSession implements LiveSession {
  private static final int MOST_HELD = 4_096;
  private static final long FORGET_AFTER_LEASE_MS = 30_000;

  private final Drains drains;
  private final HeldJobs held = new HeldJobs();
  private final Set<LongPoll> polls = ConcurrentHashMap.newKeySet();
  private final Set<String> queues = ConcurrentHashMap.newKeySet();
  private volatile SessionFacts facts;
  private volatile long lastSeenMs;

  PullSession(SessionFacts facts, Drains drains) {
    this.facts = facts;
    this.drains = drains;
  }

  @Override
  public SessionFacts facts() {
    return facts;
  }

  void polls(LongPoll poll, SessionFacts now, long nowMs) {
    facts = now;
    lastSeenMs = nowMs;
    if (queues.size() < 100) {
      queues.add(poll.queue().value());
    }
    polls.add(poll);
  }

  void ended(LongPoll poll) {
    polls.remove(poll);
  }

  synchronized void took(QueueName queue, List<LeasedJob> jobs, boolean started) {
    for (LeasedJob job : jobs) {
      if (held.size() < MOST_HELD) {
        held.add(queue, job, started);
      }
    }
  }

  synchronized void confirmed(String token, long leaseEndsMs, long nowMs) {
    lastSeenMs = nowMs;
    HeldJobs.Entry entry = held.get(token);
    if (entry != null) {
      entry.confirmed(leaseEndsMs);
    }
  }

  synchronized void gone(HeldJob job, long nowMs) {
    lastSeenMs = nowMs;
    held.remove(job.token().value());
  }

  /** Neither heard of nor holding anything since {@code beforeMs}. */
  synchronized boolean isForgotten(long beforeMs) {
    return polls.isEmpty() && held.isEmpty() && lastSeenMs < beforeMs;
  }

  /** Forgets jobs whose lease ended unheard; answers their tokens. */
  synchronized List<String> forgetExpired(long nowMs) {
    return held.takeOut(entry -> entry.endedBefore(nowMs - FORGET_AFTER_LEASE_MS)).stream()
        .map(entry -> entry.held().token().value())
        .toList();
  }

  @Override
  public void drainsChanged() {
    if (drains.forTask(facts.ecsTaskArn()).isPresent()) {
      polls.forEach(LongPoll::drained);
    }
  }

  @Override
  public void report(Consumer<SessionView> to) {
    SessionView view;
    synchronized (this) {
      view = held.view(facts, queues, lastSeenMs, isDrained());
    }
    to.accept(view);
  }

  private boolean isDrained() {
    String arn = facts.ecsTaskArn();
    boolean stop =
        drains
            .forTask(arn)
            .map(order -> order.scope() == DrainOrder.Scope.QUIESCE && drains.isAgreed(arn))
            .orElse(false);
    return stop && polls.stream().noneMatch(LongPoll::isUnderWay);
  }

  @Override
  public void displacedBy(HeldJobs.Heir heir) {
    List<HeldJobs.Entry> entries;
    synchronized (this) {
      entries = held.takeOut(entry -> true);
    }
    heir.inherit(entries);
  }
}
