package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Held;
import dev.tidegate.proto.queue.v1.ProgressReport;
import dev.tidegate.queue.delivery.HeldJobs;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import io.grpc.SynchronizationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's worker says of the jobs it holds: started, alive, progress, settled. Runs in the
 * stream's turn; answers of the store come back into it.
 */
final class WorkerReports {
  /** Calls to the store under way for one stream; reading stops above. */
  private static final int MOST_UNDER_WAY = 1_024;

  /** Queue names remembered as checked; workers speak of a handful. */
  private static final int MOST_NAMES = 200;

  private final WorkDesk desk;
  private final SynchronizationContext turns;
  private final Outbox outbox;
  private final HeldJobs held;
  private final Runnable progressed;
  private final Map<String, QueueName> names = new HashMap<>();
  private int underWay;

  /**
   * @param progressed runs after each answer of the store
   */
  WorkerReports(
      WorkDesk desk,
      SynchronizationContext turns,
      Outbox outbox,
      HeldJobs held,
      Runnable progressed) {
    this.desk = desk;
    this.turns = turns;
    this.outbox = outbox;
    this.held = held;
    this.progressed = progressed;
  }

  boolean isFull() {
    return underWay >= MOST_UNDER_WAY;
  }

  boolean isIdle() {
    return underWay == 0;
  }

  void settle(dev.tidegate.proto.queue.v1.Settlement given) {
    long seq = given.getSeq();
    QueueName queue;
    Settlement settlement;
    try {
      queue = name(given.getQueue());
      settlement = SettlementMapping.settlement(given);
    } catch (Refused refused) {
      outbox.send(WorkStream.settleResult(SettlementMapping.settleResult(seq, refused.problem())));
      return;
    }
    call(
        queue, List.of(settlement), (one, outcome, problem) -> settled(seq, one, outcome, problem));
  }

  private void settled(
      long seq, Settlement one, @Nullable SettleOutcome outcome, @Nullable Throwable problem) {
    if (outcome == null) {
      outbox.send(
          WorkStream.settleResult(SettlementMapping.settleResult(seq, Problems.of(problem))));
      return;
    }
    held.remove(one.held().token().value());
    desk.meters().settled.increment();
    outbox.send(WorkStream.settleResult(SettlementMapping.settleResult(seq, outcome)));
  }

  void started(List<Held> begun) {
    each(begun, Settlement.Started::new);
  }

  /** Extends what is listed; what was never confirmed as started is started now. */
  void heartbeat(List<Held> alive, int most) {
    Check.that(alive.size() <= most, "heartbeat.held", "must have at most " + most + " entries");
    each(
        alive,
        job -> {
          HeldJobs.Entry entry = held.get(job.token().value());
          return entry != null && !entry.isStarted()
              ? new Settlement.Started(job)
              : new Settlement.Extend(job, OptionalLong.empty());
        });
  }

  void progress(ProgressReport report) {
    QueueName queue = name(report.getHeld().getQueue());
    var progress = SettlementMapping.progress(report);
    call(
        queue,
        List.of(progress),
        (one, outcome, problem) -> heldOrLost(queue, one, outcome, Set.of()));
  }

  private interface Saying {
    Settlement about(HeldJob job);
  }

  private void each(List<Held> jobs, Saying saying) {
    Map<QueueName, List<Settlement>> byQueue = new HashMap<>(2);
    Set<String> strangers = new HashSet<>();
    for (Held said : jobs) {
      HeldJob job = SettlementMapping.held(said);
      if (held.get(job.token().value()) == null) {
        strangers.add(job.token().value());
      }
      byQueue
          .computeIfAbsent(name(said.getQueue()), queue -> new ArrayList<>(jobs.size()))
          .add(saying.about(job));
    }
    byQueue.forEach(
        (queue, all) -> {
          for (int from = 0; from < all.size(); from += Check.BATCH) {
            call(
                queue,
                all.subList(from, Math.min(all.size(), from + Check.BATCH)),
                (one, outcome, problem) -> heldOrLost(queue, one, outcome, strangers));
          }
        });
  }

  /**
   * @param strangers tokens that were not known here when the store was asked: delivered on another
   *     stream, kept from now on. One that was known and is no longer was settled meanwhile.
   */
  private void heldOrLost(
      QueueName queue, Settlement one, @Nullable SettleOutcome outcome, Set<String> strangers) {
    if (outcome == null) {
      // The store is away: the next heartbeat says it again, and nothing is recovered meanwhile.
      return;
    }
    HeldJob job = one.held();
    if (!(outcome instanceof SettleOutcome.Held alive)) {
      held.remove(job.token().value());
      desk.meters().leasesLost.increment();
      outbox.send(WorkStream.leaseLost(queue, job));
      return;
    }
    HeldJobs.Entry entry = held.get(job.token().value());
    if (entry == null) {
      if (!strangers.contains(job.token().value())) {
        return;
      }
      entry = held.adopt(queue, job, alive.leaseExpiresAtMs());
    }
    entry.confirmed(alive.leaseExpiresAtMs());
    if (alive.cancelRequested() && entry.tellCancelOnce()) {
      desk.cancelReasons()
          .of(queue, job.id())
          .thenAccept(
              reason -> turns.execute(() -> outbox.send(WorkStream.cancel(queue, job, reason))));
    }
  }

  private interface Answer {
    void take(Settlement one, @Nullable SettleOutcome outcome, @Nullable Throwable problem);
  }

  private void call(QueueName queue, List<Settlement> settlements, Answer answer) {
    underWay++;
    desk.store()
        .settle(queue, settlements)
        .whenComplete(
            (outcomes, problem) ->
                turns.execute(
                    () -> {
                      underWay--;
                      for (int i = 0; i < settlements.size(); i++) {
                        answer.take(
                            settlements.get(i), outcomes == null ? null : outcomes.get(i), problem);
                      }
                      progressed.run();
                    }));
  }

  private QueueName name(String text) {
    QueueName known = names.get(text);
    if (known == null) {
      known = Check.queue(text, "queue");
      if (names.size() < MOST_NAMES) {
        names.put(text, known);
      }
    }
    return known;
  }
}
