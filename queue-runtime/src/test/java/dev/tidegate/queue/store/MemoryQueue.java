package dev.tidegate.queue.store;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.policy.LeaseLength;
import dev.tidegate.queue.policy.QueueDefaults;
import dev.tidegate.queue.policy.Verdict;
import dev.tidegate.queue.store.EnqueueOutcome.Refusal;
import dev.tidegate.queue.store.QueueStore.RedriveFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** One queue of the memory model: the rules, written for reading, with no care for speed. */
final class MemoryQueue {
  private record Tomb(long fence, JobState left) {}

  final QueueName name;
  final Map<String, MemoryJob> jobs = new HashMap<>();
  private final Map<Priority, Deque<MemoryJob>> ready = new EnumMap<>(Priority.class);
  private final Map<String, Tomb> tombs = new HashMap<>();
  private final RandomGenerator random;
  private QueueSettings settings = QueueSettings.DEFAULTS;
  private final List<MemoryJob> first = new ArrayList<>();
  private long lastFence;
  private long enqueuedTotal;
  private long completedTotal;
  private long failedTotal;
  private long deadTotal;
  private long leaseLossesTotal;
  private long deliveredTotal;
  private long enqueuedWorkTotal;
  private long completedRunTotal;
  private long completedWorkTotal;

  MemoryQueue(QueueName name, RandomGenerator random) {
    this.name = name;
    this.random = random;
    for (Priority priority : Priority.values()) {
      ready.put(priority, new ArrayDeque<>());
    }
  }

  // ---- enqueue

  EnqueueOutcome enqueue(NewJob job, long now) {
    MemoryJob known = jobs.get(job.id().value());
    if (known != null) {
      boolean same =
          known.spec.type().equals(job.type()) && known.spec.payload().equals(job.payload());
      return same ? accepted(job.id(), true) : mismatch();
    }
    if (tombs.containsKey(job.id().value())) {
      return accepted(job.id(), true);
    }
    if (settings.pausedIn().orElse(false)) {
      return refused(Refusal.QUEUE_PAUSED, "the queue takes no jobs just now");
    }
    if (full(job)) {
      return refused(Refusal.QUEUE_FULL, "the queue is at its limit");
    }
    store(job, now);
    return accepted(job.id(), false);
  }

  private boolean full(NewJob job) {
    long maxLength = settings.maxLength().orElse(0);
    long maxBytes = settings.maxBytes().orElse(0);
    return (maxLength > 0 && live() >= maxLength)
        || (maxBytes > 0 && bytes() + job.payload().size() > maxBytes);
  }

  private void store(NewJob job, long now) {
    long accounted =
        job.expectedDurationMs()
            .orElse(
                settings.defaultExpectedDurationMs().orElse(QueueDefaults.EXPECTED_DURATION_MS));
    MemoryJob fresh = new MemoryJob(job, accounted, now);
    jobs.put(job.id().value(), fresh);
    makeReadyAfter(fresh, job.notBeforeMs().orElse(0) - now, now, false);
    enqueuedTotal++;
    enqueuedWorkTotal += accounted;
  }

  private static EnqueueOutcome accepted(JobId id, boolean deduplicated) {
    return new EnqueueOutcome.Accepted(id, deduplicated, OptionalLong.empty());
  }

  private static EnqueueOutcome mismatch() {
    return new EnqueueOutcome.Refused(
        Refusal.IDEMPOTENCY_MISMATCH,
        "the job id was used with another type or payload",
        OptionalLong.empty());
  }

  private static EnqueueOutcome refused(Refusal why, String message) {
    return new EnqueueOutcome.Refused(why, message, OptionalLong.of(1_000));
  }

  // ---- lease

  LeaseOutcome lease(LeaseRequest request, long now, long nowMicros) {
    if (settings.pausedOut().orElse(false)) {
      return blocked(List.of(), LeaseOutcome.Why.PAUSED, OptionalLong.empty());
    }
    lastFence = Math.max(lastFence, nowMicros - 1);
    List<LeasedJob> taken = new ArrayList<>();
    long bytes = 0;
    for (Priority priority : Priority.values()) {
      for (Iterator<MemoryJob> it = ready.get(priority).iterator(); it.hasNext(); ) {
        MemoryJob job = it.next();
        if (job.expired(now)) {
          it.remove();
          end(job, JobState.EXPIRED, now, 0);
          continue;
        }
        if (!request.types().isEmpty() && !request.types().contains(job.spec.type())) {
          continue;
        }
        int size = job.spec.payload().size();
        if (!taken.isEmpty() && bytes + size > request.maxBytes()) {
          return new LeaseOutcome(taken, Optional.empty());
        }
        it.remove();
        bytes += size;
        taken.add(deliver(job, request, now));
        if (taken.size() == request.maxJobs()) {
          return new LeaseOutcome(taken, Optional.empty());
        }
      }
    }
    return blocked(taken, LeaseOutcome.Why.EMPTY, nextDue(JobState.SCHEDULED));
  }

  private static LeaseOutcome blocked(
      List<LeasedJob> taken, LeaseOutcome.Why why, OptionalLong at) {
    return new LeaseOutcome(taken, Optional.of(new LeaseOutcome.Blocked(why, at)));
  }

  private LeasedJob deliver(MemoryJob job, LeaseRequest request, long now) {
    job.state = request.startedOnDelivery() ? JobState.RUNNING : JobState.DELIVERED;
    job.atMs = now;
    job.fence = ++lastFence;
    job.session = Optional.of(request.session());
    job.token = job.fence + "." + request.session() + "." + (job.attempts + 1);
    long length =
        request.startedOnDelivery()
            ? fullLease(job)
            : settings.deliveryLeaseMs().orElse(QueueDefaults.DELIVERY_LEASE_MS);
    job.leaseEndMs =
        request.startedOnDelivery()
            ? LeaseLength.extendedEndMs(0, now, length, now, timeout(job))
            : now + length;
    deliveredTotal++;
    return new LeasedJob(
        job.id(),
        job.spec.type(),
        job.spec.payload(),
        new DeliveryToken(job.token),
        job.fence,
        job.attempts + 1,
        job.leaseLosses,
        job.spec.priority(),
        job.accountedMs,
        job.spec.timeoutMs(),
        job.enqueuedAtMs,
        job.leaseEndMs,
        job.leaseEndMs - now,
        fullLease(job));
  }

  private long fullLease(MemoryJob job) {
    return LeaseLength.fullMs(
        job.accountedMs,
        settings.leaseFactorPermille().orElse(QueueDefaults.LEASE_FACTOR_PERMILLE),
        settings.leaseFloorMs().orElse(QueueDefaults.LEASE_FLOOR_MS));
  }

  private static long timeout(MemoryJob job) {
    return job.spec.timeoutMs().orElse(0);
  }

  // ---- settle

  List<SettleOutcome> settle(List<Settlement> settlements, long now) {
    List<SettleOutcome> outcomes = new ArrayList<>();
    for (Settlement settlement : settlements) {
      outcomes.add(settle(settlement, now));
    }
    bringToFront();
    return outcomes;
  }

  private SettleOutcome settle(Settlement settlement, long now) {
    MemoryJob job = jobs.get(settlement.held().id().value());
    String token = settlement.held().token().value();
    if (job == null || !job.inFlight() || !job.token.equals(token)) {
      return refuse(settlement, job, token);
    }
    if (settlement instanceof Settlement.Started) {
      return extend(job, fullLease(job), now);
    }
    if (settlement instanceof Settlement.Extend extend) {
      return extend(job, extend.leaseMs().orElse(fullLease(job)), now);
    }
    if (settlement instanceof Settlement.Progress report) {
      job.progress = kept(report.progress());
      return stillHeld(job, now);
    }
    if (settlement instanceof Settlement.Release release
        && release.onlyUnstarted()
        && job.state == JobState.RUNNING) {
      return stillHeld(job, now);
    }
    long fence = job.fence;
    finish(job, settlement, now);
    tombs.put(job.id().value(), new Tomb(fence, job.state));
    return new SettleOutcome.Settled(job.state);
  }

  private SettleOutcome refuse(Settlement settlement, MemoryJob job, String token) {
    Tomb tomb = tombs.get(settlement.held().id().value());
    boolean terminal =
        settlement instanceof Settlement.Ack
            || settlement instanceof Settlement.Fail
            || settlement instanceof Settlement.Release;
    if (terminal && tomb != null && tomb.fence() > 0 && token.startsWith(tomb.fence() + ".")) {
      return new SettleOutcome.Settled(tomb.left());
    }
    return job == null && tomb == null
        ? new SettleOutcome.AlreadySettledOrLost()
        : new SettleOutcome.LeaseLost();
  }

  private static SettleOutcome extend(MemoryJob job, long length, long now) {
    if (job.state == JobState.DELIVERED) {
      job.state = JobState.RUNNING;
      job.atMs = now;
    }
    job.leaseEndMs = LeaseLength.extendedEndMs(job.leaseEndMs, now, length, job.atMs, timeout(job));
    return stillHeld(job, now);
  }

  private static SettleOutcome stillHeld(MemoryJob job, long now) {
    return new SettleOutcome.Held(job.leaseEndMs, job.leaseEndMs - now, job.cancelRequested);
  }

  private void finish(MemoryJob job, Settlement settlement, long now) {
    if (settlement instanceof Settlement.Ack ack) {
      completedTotal++;
      completedRunTotal += Math.max(0, now - job.atMs);
      completedWorkTotal += job.accountedMs;
      boolean result = ack.result().size() > 0;
      job.result = result ? Optional.of(ack.result()) : Optional.empty();
      end(job, JobState.DONE, now, result ? QueueDefaults.RESULT_RETENTION_MS : 0);
    } else if (settlement instanceof Settlement.Fail fail) {
      job.attempts++;
      failedTotal++;
      job.failure = kept(fail.failure());
      Verdict verdict =
          Verdict.onFailure(
              policy(job),
              job.attempts,
              fail.permanent(),
              fail.retryAfterMs(),
              random.nextDouble());
      carryOut(job, verdict, now, false);
    } else if (settlement instanceof Settlement.Release release) {
      carryOut(job, new Verdict.Again(release.delayMs()), now, true);
    }
  }

  private static Optional<Payload> kept(Payload payload) {
    return payload.size() == 0 ? Optional.empty() : Optional.of(payload);
  }

  private RetryPolicy policy(MemoryJob job) {
    return job.spec.retry().orElse(settings.defaultRetryPolicy().orElse(RetryPolicy.DEFAULT));
  }

  private void carryOut(MemoryJob job, Verdict verdict, long now, boolean front) {
    job.session = Optional.empty();
    if (job.cancelRequested) {
      end(job, JobState.CANCELLED, now, 0);
    } else if (verdict instanceof Verdict.Dead dead) {
      job.state = JobState.DEAD;
      job.atMs = now;
      job.deadReason = Optional.of(dead.why());
      deadTotal++;
    } else if (verdict instanceof Verdict.Again again) {
      makeReadyAfter(job, again.delayMs(), now, front);
    }
  }

  private void makeReadyAfter(MemoryJob job, long delay, long now, boolean front) {
    if (delay > 0) {
      job.state = JobState.SCHEDULED;
      job.atMs = now + delay;
      return;
    }
    job.state = JobState.READY;
    job.atMs = now;
    Deque<MemoryJob> line = ready.get(job.spec.priority());
    if (front) {
      first.add(job);
    } else {
      line.addLast(job);
    }
  }

  private void end(MemoryJob job, JobState state, long now, long resultRetention) {
    long retention =
        job.spec
            .retentionMs()
            .orElse(
                Math.max(
                    resultRetention,
                    settings.doneRetentionMs().orElse(QueueDefaults.DONE_RETENTION_MS)));
    job.state = state;
    job.atMs = now;
    job.keepUntilMs = now + retention;
    tombs.put(job.id().value(), new Tomb(0, state));
    if (retention <= 0) {
      jobs.remove(job.id().value());
    }
  }

  /** What a call gives back goes to the front together, in the order in which it was given back. */
  private void bringToFront() {
    for (int i = first.size() - 1; i >= 0; i--) {
      ready.get(first.get(i).spec.priority()).addFirst(first.get(i));
    }
    first.clear();
  }

  // ---- cancel, redrive

  Optional<JobState> cancel(JobId id, long now) {
    MemoryJob job = jobs.get(id.value());
    if (job == null) {
      return Optional.empty();
    }
    JobState was = job.state;
    if (job.queued()) {
      ready.get(job.spec.priority()).remove(job);
      end(job, JobState.CANCELLED, now, 0);
    } else if (job.inFlight()) {
      job.cancelRequested = true;
    }
    return Optional.of(was);
  }

  RedriveOutcome redrive(RedriveFilter filter, boolean discard, int limit, long now) {
    List<MemoryJob> dead = new ArrayList<>();
    int skipped = 0;
    if (filter.ids().isEmpty()) {
      dead.addAll(inState(JobState.DEAD));
    } else {
      for (JobId id : filter.ids()) {
        MemoryJob job = jobs.get(id.value());
        if (job != null && job.state == JobState.DEAD) {
          dead.add(job);
        } else {
          skipped++;
        }
      }
    }
    int moved = 0;
    for (MemoryJob job : dead) {
      if (!matches(filter, job)) {
        continue;
      }
      if (moved == limit) {
        return new RedriveOutcome(moved, skipped, "more");
      }
      moved++;
      if (discard) {
        tombs.put(job.id().value(), new Tomb(0, JobState.DEAD));
        jobs.remove(job.id().value());
      } else {
        revive(job, now);
      }
    }
    return new RedriveOutcome(moved, skipped, "");
  }

  private static boolean matches(RedriveFilter filter, MemoryJob job) {
    return (filter.type().isEmpty() || filter.type().equals(job.spec.type()))
        && job.atMs > filter.diedAfterMs()
        && job.atMs < filter.diedBeforeMs();
  }

  private void revive(MemoryJob job, long now) {
    job.attempts = 0;
    job.leaseLosses = 0;
    job.deliveryLosses = 0;
    job.expiresAtMs = 0;
    job.deadReason = Optional.empty();
    makeReadyAfter(job, 0, now, false);
  }

  // ---- maintenance

  MaintenanceOutcome reap(int limit, long now) {
    int moved = 0;
    int buried = 0;
    boolean more = false;
    for (MemoryJob job : inFlightByEnd()) {
      if (job.leaseEndMs > now) {
        break;
      }
      if (moved + buried == limit) {
        more = true;
        break;
      }
      lose(job, now);
      if (job.queued()) {
        moved++;
      } else {
        buried++;
      }
    }
    bringToFront();
    OptionalLong next = inFlightByEnd().stream().mapToLong(job -> job.leaseEndMs).findFirst();
    return new MaintenanceOutcome(moved, buried, more, next, OptionalLong.empty());
  }

  private void lose(MemoryJob job, long now) {
    Verdict verdict;
    if (job.state == JobState.DELIVERED) {
      leaseLossesTotal++;
      job.deliveryLosses++;
      int most = settings.maxDeliveryLosses().orElse(QueueDefaults.MAX_DELIVERY_LOSSES);
      verdict = Verdict.onDeliveryLoss(most, job.deliveryLosses);
    } else if (timeout(job) > 0 && now >= job.atMs + timeout(job)) {
      failedTotal++;
      job.attempts++;
      verdict = Verdict.onTimeout(policy(job), job.attempts, random.nextDouble());
      carryOut(job, verdict, now, false);
      return;
    } else {
      leaseLossesTotal++;
      job.leaseLosses++;
      verdict = Verdict.onLeaseLoss(policy(job), job.leaseLosses);
    }
    carryOut(job, verdict, now, true);
  }

  MaintenanceOutcome promote(int limit, long now) {
    int moved = 0;
    int buried = 0;
    for (MemoryJob job : queuedByExpiry()) {
      if (job.expired(now) && moved + buried < limit) {
        ready.get(job.spec.priority()).remove(job);
        end(job, JobState.EXPIRED, now, 0);
        buried++;
      }
    }
    for (MemoryJob job : inState(JobState.SCHEDULED)) {
      if (job.atMs <= now && moved + buried < limit) {
        makeReadyAfter(job, 0, now, false);
        moved++;
      }
    }
    boolean more = moved + buried == limit;
    return new MaintenanceOutcome(moved, buried, more, nextDue(), OptionalLong.empty());
  }

  private List<MemoryJob> queuedByExpiry() {
    Comparator<MemoryJob> order =
        Comparator.comparingLong((MemoryJob job) -> job.expiresAtMs)
            .thenComparing(job -> job.id().value());
    return jobs.values().stream().filter(MemoryJob::queued).sorted(order).toList();
  }

  private OptionalLong nextDue() {
    return jobs.values().stream()
        .filter(MemoryJob::queued)
        .flatMapToLong(
            job ->
                java.util.stream.LongStream.of(
                    job.state == JobState.SCHEDULED ? job.atMs : Long.MAX_VALUE,
                    job.expiresAtMs > 0 ? job.expiresAtMs : Long.MAX_VALUE))
        .filter(at -> at < Long.MAX_VALUE)
        .min();
  }

  MaintenanceOutcome trim(int limit, long now) {
    int dropped = 0;
    long deadAge = settings.deadRetentionMs().orElse(QueueDefaults.DEAD_RETENTION_MS);
    long deadCount = settings.deadMaxCount().orElse(QueueDefaults.DEAD_MAX_COUNT);
    List<MemoryJob> dead = inState(JobState.DEAD);
    for (int i = 0; i < dead.size() && dropped < limit; i++) {
      if (dead.get(i).atMs + deadAge <= now || dead.size() - i > deadCount) {
        jobs.remove(dead.get(i).id().value());
        dropped++;
      }
    }
    for (MemoryJob job : List.copyOf(jobs.values())) {
      boolean over = !job.queued() && !job.inFlight() && job.state != JobState.DEAD;
      if (over && job.keepUntilMs <= now && dropped < limit) {
        jobs.remove(job.id().value());
        dropped++;
      }
    }
    return new MaintenanceOutcome(
        0, dropped, dropped == limit, OptionalLong.empty(), OptionalLong.empty());
  }

  // ---- settings and views

  QueueSettings settings() {
    return settings;
  }

  QueueSettings update(QueueSettings change) {
    settings =
        new QueueSettings(
            change.pausedIn().or(settings::pausedIn),
            change.pausedOut().or(settings::pausedOut),
            either(change.defaultExpectedDurationMs(), settings.defaultExpectedDurationMs()),
            change.leaseFactorPermille().isPresent()
                ? change.leaseFactorPermille()
                : settings.leaseFactorPermille(),
            either(change.leaseFloorMs(), settings.leaseFloorMs()),
            either(change.deliveryLeaseMs(), settings.deliveryLeaseMs()),
            change.maxDeliveryLosses().isPresent()
                ? change.maxDeliveryLosses()
                : settings.maxDeliveryLosses(),
            change.defaultRetryPolicy().or(settings::defaultRetryPolicy),
            either(change.maxLength(), settings.maxLength()),
            either(change.maxBytes(), settings.maxBytes()),
            either(change.doneRetentionMs(), settings.doneRetentionMs()),
            either(change.deadRetentionMs(), settings.deadRetentionMs()),
            either(change.deadMaxCount(), settings.deadMaxCount()));
    return settings;
  }

  private static OptionalLong either(OptionalLong change, OptionalLong present) {
    return change.isPresent() ? change : present;
  }

  /** Jobs of a state in the order in which they are listed. */
  List<MemoryJob> inState(JobState state) {
    if (state == JobState.READY) {
      List<MemoryJob> line = new ArrayList<>();
      ready.values().forEach(line::addAll);
      return line;
    }
    if (state == JobState.DELIVERED || state == JobState.RUNNING) {
      return inFlightByEnd();
    }
    Comparator<MemoryJob> order =
        Comparator.comparingLong((MemoryJob job) -> job.atMs)
            .thenComparing(job -> job.id().value());
    return jobs.values().stream().filter(job -> job.state == state).sorted(order).toList();
  }

  private List<MemoryJob> inFlightByEnd() {
    Comparator<MemoryJob> order =
        Comparator.comparingLong((MemoryJob job) -> job.leaseEndMs)
            .thenComparing(job -> job.id().value());
    return jobs.values().stream().filter(MemoryJob::inFlight).sorted(order).toList();
  }

  private OptionalLong nextDue(JobState state) {
    return inState(state).stream().mapToLong(job -> job.atMs).min();
  }

  private long live() {
    return jobs.values().stream().filter(job -> job.queued() || job.inFlight()).count();
  }

  private long bytes() {
    return jobs.values().stream()
        .filter(job -> job.queued() || job.inFlight())
        .mapToLong(job -> job.spec.payload().size())
        .sum();
  }

  private long count(JobState state) {
    return jobs.values().stream().filter(job -> job.state == state).count();
  }

  private long work(JobState... states) {
    List<JobState> wanted = List.of(states);
    return jobs.values().stream()
        .filter(job -> wanted.contains(job.state))
        .mapToLong(job -> job.accountedMs)
        .sum();
  }

  QueueStats stats(long now) {
    boolean pausedOut = settings.pausedOut().orElse(false);
    OptionalLong oldest = inState(JobState.READY).stream().mapToLong(job -> now - job.atMs).max();
    OptionalLong lag =
        inFlightByEnd().stream()
            .mapToLong(job -> now - job.leaseEndMs)
            .filter(late -> late > 0)
            .max();
    return new QueueStats(
        name,
        now,
        count(JobState.READY),
        count(JobState.SCHEDULED),
        count(JobState.DELIVERED),
        count(JobState.RUNNING),
        count(JobState.DEAD),
        work(JobState.READY),
        work(JobState.SCHEDULED),
        work(JobState.DELIVERED, JobState.RUNNING),
        pausedOut ? 0 : work(JobState.READY),
        enqueuedTotal,
        completedTotal,
        failedTotal,
        deadTotal,
        leaseLossesTotal,
        deliveredTotal,
        enqueuedWorkTotal,
        completedRunTotal,
        completedWorkTotal,
        oldest,
        lag,
        OptionalLong.empty(),
        settings.pausedIn().orElse(false),
        pausedOut,
        bytes());
  }
}
