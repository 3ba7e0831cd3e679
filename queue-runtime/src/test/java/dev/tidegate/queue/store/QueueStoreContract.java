package dev.tidegate.queue.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.EnqueueOutcome.Accepted;
import dev.tidegate.queue.store.EnqueueOutcome.Refusal;
import dev.tidegate.queue.store.EnqueueOutcome.Refused;
import dev.tidegate.queue.store.SettleOutcome.AlreadySettledOrLost;
import dev.tidegate.queue.store.SettleOutcome.Held;
import dev.tidegate.queue.store.SettleOutcome.LeaseLost;
import dev.tidegate.queue.store.SettleOutcome.Settled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every {@link QueueStore} keeps to: accepting, handing over, settling. */
public abstract class QueueStoreContract extends ContractBase {

  // ---- enqueue

  @Test
  void anAcceptedJobIsHandedOverAsItCame() {
    accept(Jobs.job("a").type("resize").expectedMs(4_000).timeoutMs(60_000));

    LeasedJob job = leaseOne();

    assertThat(job.id()).isEqualTo(new JobId("a"));
    assertThat(job.type()).isEqualTo("resize");
    assertThat(job.payload()).isEqualTo(Jobs.payload("body of a"));
    assertThat(job.expectedDurationMs()).isEqualTo(4_000);
    assertThat(job.timeoutMs()).hasValue(60_000);
    assertThat(job.attempt()).isEqualTo(1);
    assertThat(job.leaseLosses()).isZero();
    assertThat(job.priority()).isEqualTo(Priority.NORMAL);
    assertThat(job.runningLeaseMs()).isEqualTo(10_000);
    assertThat(job.enqueuedAtMs()).isEqualTo(fixture.nowMs());
    assertThat(job.leaseRemainingMs()).isEqualTo(3_000);
    assertThat(job.leaseExpiresAtMs()).isEqualTo(fixture.nowMs() + 3_000);
  }

  @Test
  void anEmptyAndABinaryPayloadSurvive() {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    accept(
        Jobs.job("empty").payload(Payload.empty()),
        Jobs.job("binary").payload(Payload.wrap(every)));

    List<LeasedJob> jobs = lease(2);

    assertThat(jobs.get(0).payload().size()).isZero();
    assertThat(jobs.get(1).payload()).isEqualTo(Payload.wrap(every));
  }

  @Test
  void jobsOfOneLevelLeaveInTheOrderTheyCame() {
    accept(Jobs.job("a"), Jobs.job("b"));
    accept(Jobs.job("c"));

    assertThat(ids(lease(3))).containsExactly("a", "b", "c");
  }

  @Test
  void higherLevelsLeaveFirst() {
    accept(
        Jobs.job("low").priority(Priority.LOW),
        Jobs.job("normal"),
        Jobs.job("high").priority(Priority.HIGH));

    assertThat(ids(lease(3))).containsExactly("high", "normal", "low");
  }

  @Test
  void theSameIdAgainIsAnsweredAsDeduplicated() {
    accept(Jobs.job("a"));

    assertThat(enqueue(Jobs.job("a")))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.deduplicated()).isTrue());
    assertThat(stats().ready()).isOne();
    assertThat(stats().enqueuedTotal()).isOne();
  }

  @Test
  void theSameIdTwiceInOneCallIsOneJob() {
    List<EnqueueOutcome> outcomes =
        await(
            fixture.store().enqueue(queue, List.of(Jobs.job("a").build(), Jobs.job("a").build())));

    assertThat(outcomes.get(0))
        .isEqualTo(new Accepted(new JobId("a"), false, OptionalLong.empty()));
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.deduplicated()).isTrue());
    assertThat(lease(5)).hasSize(1);
  }

  @Test
  void theSameIdWithAnotherPayloadOrTypeIsRefusedAndItsNeighboursAreNot() {
    accept(Jobs.job("a"));

    List<EnqueueOutcome> outcomes =
        await(
            fixture
                .store()
                .enqueue(
                    queue,
                    List.of(
                        Jobs.job("a").payload(Jobs.payload("other")).build(),
                        Jobs.job("a").type("other").build(),
                        Jobs.job("b").build())));

    assertRefused(outcomes.get(0), Refusal.IDEMPOTENCY_MISMATCH);
    assertRefused(outcomes.get(1), Refusal.IDEMPOTENCY_MISMATCH);
    assertThat(outcomes.get(2)).isInstanceOf(Accepted.class);
  }

  private static void assertRefused(EnqueueOutcome outcome, Refusal why) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.why()).isEqualTo(why);
              assertThat(refused.message()).isNotEmpty();
            });
  }

  @Test
  void aFinishedJobIsNotAcceptedAgain() {
    accept(Jobs.job("a"));
    settle(Jobs.ack(leaseOne()));

    assertThat(enqueue(Jobs.job("a")))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.deduplicated()).isTrue());
    assertThat(lease(1)).isEmpty();
  }

  @Test
  void aQueuePausedForProducersTakesOnlyWhatItHasAlready() {
    accept(Jobs.job("a"));
    configure(Settings.change().pausedIn(true).build());

    assertRefused(enqueue(Jobs.job("b")), Refusal.QUEUE_PAUSED);
    assertThat(enqueue(Jobs.job("a"))).isInstanceOf(Accepted.class);
    assertThat(stats().pausedIn()).isTrue();

    configure(Settings.change().pausedIn(false).build());
    accept(Jobs.job("b"));
  }

  @Test
  void aQueueAtItsLengthRefusesUntilAJobIsDone() {
    configure(Settings.change().maxLength(2).build());

    List<EnqueueOutcome> outcomes =
        await(
            fixture
                .store()
                .enqueue(
                    queue,
                    List.of(Jobs.job("a").build(), Jobs.job("b").build(), Jobs.job("c").build())));

    assertRefused(outcomes.get(2), Refusal.QUEUE_FULL);
    assertThat(((Refused) outcomes.get(2)).retryAfterMs()).isPresent();
    assertThat(enqueue(Jobs.job("b"))).isInstanceOf(Accepted.class);

    LeasedJob a = leaseOne();
    assertRefused(enqueue(Jobs.job("c")), Refusal.QUEUE_FULL);
    settle(Jobs.ack(a));
    accept(Jobs.job("c"));
  }

  @Test
  void aQueueAtItsBytesRefuses() {
    configure(Settings.change().maxBytes(10).build());
    accept(Jobs.job("a").payload(Jobs.payload("12345678")));

    assertRefused(enqueue(Jobs.job("b").payload(Jobs.payload("123"))), Refusal.QUEUE_FULL);
    accept(Jobs.job("c").payload(Jobs.payload("12")));
    assertThat(stats().bytes()).isEqualTo(10);
  }

  // ---- lease

  @Test
  void anEmptyQueueSaysSoAndWhenToAskAgain() {
    long due = fixture.nowMs() + 60_000;
    accept(Jobs.job("later").notBeforeMs(due));

    LeaseOutcome outcome = await(fixture.store().lease(Jobs.leaseOf(queue, 1)));

    assertThat(outcome.jobs()).isEmpty();
    assertThat(outcome.blocked())
        .contains(new LeaseOutcome.Blocked(LeaseOutcome.Why.EMPTY, OptionalLong.of(due)));
  }

  @Test
  void aQueuePausedForWorkersHandsNothingOver() {
    accept(Jobs.job("a").expectedMs(700));
    configure(Settings.change().pausedOut(true).build());

    LeaseOutcome outcome = await(fixture.store().lease(Jobs.leaseOf(queue, 1)));

    assertThat(outcome.jobs()).isEmpty();
    assertThat(outcome.blocked().orElseThrow().why()).isEqualTo(LeaseOutcome.Why.PAUSED);
    assertThat(stats().runnableWorkMs()).isZero();
    assertThat(stats().readyWorkMs()).isEqualTo(700);
  }

  @Test
  void aLeaseStopsAtItsBytesButGivesAtLeastOne() {
    accept(
        Jobs.job("a").payload(Jobs.payload("x".repeat(100))),
        Jobs.job("b").payload(Jobs.payload("x".repeat(100))),
        Jobs.job("c").payload(Jobs.payload("x".repeat(100))));

    LeaseOutcome two =
        await(
            fixture.store().lease(new LeaseRequest(queue, Jobs.SESSION, 10, 250, false, Set.of())));
    LeaseOutcome one =
        await(fixture.store().lease(new LeaseRequest(queue, Jobs.SESSION, 10, 1, false, Set.of())));

    assertThat(ids(two.jobs())).containsExactly("a", "b");
    assertThat(ids(one.jobs())).containsExactly("c");
  }

  @Test
  void aWorkerGetsOnlyTheTypesItKnowsAndTheOthersKeepTheirPlace() {
    accept(
        Jobs.job("a").type("red"),
        Jobs.job("b").type("blue"),
        Jobs.job("c").type("red"),
        Jobs.job("d").type("blue"));

    LeaseOutcome blue =
        await(
            fixture
                .store()
                .lease(new LeaseRequest(queue, Jobs.SESSION, 10, 1 << 20, false, Set.of("blue"))));

    assertThat(ids(blue.jobs())).containsExactly("b", "d");
    assertThat(ids(lease(10))).containsExactly("a", "c");
  }

  @Test
  void fencesRiseWithEveryDelivery() {
    accept(Jobs.job("a"), Jobs.job("b"));

    List<LeasedJob> both = lease(2);
    settle(Jobs.release(both.get(0)));
    LeasedJob again = leaseOne();

    assertThat(both.get(1).fence()).isGreaterThan(both.get(0).fence());
    assertThat(again.fence()).isGreaterThan(both.get(1).fence());
    assertThat(again.token()).isNotEqualTo(both.get(0).token());
  }

  @Test
  void aLeaseMayStartAtOnce() {
    accept(Jobs.job("a").expectedMs(20_000));

    LeasedJob job = await(fixture.store().lease(Jobs.startedLeaseOf(queue, 1))).jobs().get(0);

    assertThat(job.leaseRemainingMs()).isEqualTo(40_000);
    assertThat(job.runningLeaseMs()).isEqualTo(40_000);
    assertThat(find("a").state()).isEqualTo(JobState.RUNNING);
  }

  // ---- settle

  @Test
  void anAckEndsTheJobAndLeavesNoRecord() {
    accept(Jobs.job("a"));

    assertThat(settle(Jobs.ack(leaseOne()))).isEqualTo(new Settled(JobState.DONE));
    assertThat(known("a")).isFalse();
    assertThat(stats().completedTotal()).isOne();
  }

  @Test
  void aRepeatedAckIsNoError() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();
    settle(Jobs.ack(job));

    assertThat(settle(Jobs.ack(job))).isEqualTo(new Settled(JobState.DONE));
    assertThat(stats().completedTotal()).isOne();
  }

  @Test
  void aRepeatedFailIsNoErrorAndCountsOnce() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();

    assertThat(settle(Jobs.fail(job))).isEqualTo(new Settled(JobState.SCHEDULED));
    assertThat(settle(Jobs.fail(job))).isEqualTo(new Settled(JobState.SCHEDULED));
    assertThat(find("a").attempts()).isOne();
    assertThat(stats().failedTotal()).isOne();
  }

  @Test
  void aStaleTokenIsRefusedWhileAnotherDeliveryHoldsTheJobAndAfterItEnded() {
    accept(Jobs.job("a"));
    LeasedJob stale = leaseOne();
    advanceMs(3_001);
    reap();
    LeasedJob living = leaseOne();

    assertThat(settle(Jobs.ack(stale))).isEqualTo(new LeaseLost());
    assertThat(settle(Jobs.extend(stale))).isEqualTo(new LeaseLost());
    assertThat(settle(Jobs.ack(living))).isEqualTo(new Settled(JobState.DONE));
    assertThat(settle(Jobs.ack(stale))).isEqualTo(new LeaseLost());
    assertThat(settle(Jobs.extend(living))).isEqualTo(new LeaseLost());
  }

  @Test
  void aTokenOfAReapedDeliveryIsRefusedWhileTheJobWaits() {
    accept(Jobs.job("a"));
    LeasedJob stale = leaseOne();
    advanceMs(3_001);
    reap();

    assertThat(settle(Jobs.ack(stale))).isEqualTo(new LeaseLost());
    assertThat(settle(Jobs.started(stale))).isEqualTo(new LeaseLost());
    assertThat(stats().ready()).isOne();
  }

  @Test
  void aTokenIsValidUntilReapedEvenPastItsEnd() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();
    advanceMs(60_000);

    assertThat(settle(Jobs.ack(job))).isEqualTo(new Settled(JobState.DONE));
  }

  @Test
  void anInventedTokenIsRefused() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();

    for (String token : List.of("1.session-1.1", "x", job.token().value() + "1")) {
      assertThat(
              settle(new Settlement.Ack(Jobs.held(job, new DeliveryToken(token)), Payload.empty())))
          .isEqualTo(new LeaseLost());
    }
    assertThat(stats().delivered()).isOne();
  }

  @Test
  void aJobNobodyKnowsIsAnsweredAsSettledOrLost() {
    HeldJob nobody = new HeldJob(new JobId("nobody"), new DeliveryToken("1.s.1"));

    assertThat(settle(new Settlement.Ack(nobody, Payload.empty())))
        .isEqualTo(new AlreadySettledOrLost());
    assertThat(settle(new Settlement.Started(nobody))).isEqualTo(new AlreadySettledOrLost());
  }

  @Test
  void mixedSettlementsAreAnsweredInTheirOrder() {
    accept(Jobs.job("a"), Jobs.job("b"), Jobs.job("c"), Jobs.job("d"));
    List<LeasedJob> jobs = lease(4);

    List<SettleOutcome> outcomes =
        await(
            fixture
                .store()
                .settle(
                    queue,
                    List.of(
                        Jobs.ack(jobs.get(0)),
                        Jobs.started(jobs.get(1)),
                        Jobs.ack(jobs.get(1)),
                        Jobs.fail(jobs.get(2)),
                        Jobs.release(jobs.get(3)),
                        Jobs.ack(jobs.get(3)))));

    assertThat(outcomes.get(0)).isEqualTo(new Settled(JobState.DONE));
    assertThat(outcomes.get(1)).isInstanceOf(Held.class);
    assertThat(outcomes.get(2)).isEqualTo(new Settled(JobState.DONE));
    assertThat(outcomes.get(3)).isEqualTo(new Settled(JobState.SCHEDULED));
    assertThat(outcomes.get(4)).isEqualTo(new Settled(JobState.READY));
    assertThat(outcomes.get(5)).isEqualTo(new Settled(JobState.READY));
  }

  @Test
  void startedTurnsTheDeliveryIntoTheFullLease() {
    accept(Jobs.job("a").expectedMs(60_000));
    LeasedJob job = leaseOne();

    Held held = (Held) settle(Jobs.started(job));

    assertThat(held.leaseRemainingMs()).isEqualTo(120_000);
    assertThat(held.cancelRequested()).isFalse();
    assertThat(find("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(find("a").session()).contains(new SessionId("session-1"));
    assertThat(find("a").dueAtMs()).hasValue(held.leaseExpiresAtMs());
  }

  @Test
  void theFullLeaseFollowsTheQueuesFactorAndFloor() {
    configure(Settings.change().lease(3_000, 500).deliveryLeaseMs(2_000).build());
    accept(Jobs.job("long").expectedMs(1_000), Jobs.job("short").expectedMs(10));

    List<LeasedJob> jobs = lease(2);

    assertThat(jobs.get(0).leaseRemainingMs()).isEqualTo(2_000);
    assertThat(jobs.get(0).runningLeaseMs()).isEqualTo(3_000);
    assertThat(jobs.get(1).runningLeaseMs()).isEqualTo(500);
  }

  @Test
  void anExtensionNeverShortensALease() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();
    Held longer = (Held) settle(new Settlement.Extend(Jobs.held(job), OptionalLong.of(500_000)));

    Held later = (Held) settle(Jobs.extend(job));

    assertThat(longer.leaseRemainingMs()).isEqualTo(500_000);
    assertThat(later.leaseExpiresAtMs()).isEqualTo(longer.leaseExpiresAtMs());
  }

  @Test
  void aReleasedJobGoesFirstAgainAndIsNotCharged() {
    accept(Jobs.job("a"), Jobs.job("b"));
    LeasedJob job = leaseOne();

    assertThat(settle(Jobs.release(job))).isEqualTo(new Settled(JobState.READY));

    LeasedJob again = leaseOne();
    assertThat(again.id()).isEqualTo(job.id());
    assertThat(again.attempt()).isOne();
    assertThat(again.leaseLosses()).isZero();
  }

  @Test
  void aReleaseMayWait() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();

    assertThat(settle(new Settlement.Release(Jobs.held(job), 5_000, false)))
        .isEqualTo(new Settled(JobState.SCHEDULED));
    assertThat(lease(1)).isEmpty();
    advanceMs(5_000);
    promote();
    assertThat(lease(1)).hasSize(1);
  }

  @Test
  void aReleaseOfWhatWasNotStartedLeavesAStartedJobAlone() {
    accept(Jobs.job("a"), Jobs.job("b"));
    List<LeasedJob> jobs = lease(2);
    settle(Jobs.started(jobs.get(0)));

    assertThat(settle(new Settlement.Release(Jobs.held(jobs.get(0)), 0, true)))
        .isInstanceOf(Held.class);
    assertThat(settle(new Settlement.Release(Jobs.held(jobs.get(1)), 0, true)))
        .isEqualTo(new Settled(JobState.READY));
    assertThat(find("a").state()).isEqualTo(JobState.RUNNING);
    assertThat(settle(Jobs.ack(jobs.get(0)))).isEqualTo(new Settled(JobState.DONE));
  }

  @Test
  void aResultAndProgressAreKeptAsLongAsAsked() {
    accept(Jobs.job("a").retentionMs(60_000));
    LeasedJob job = leaseOne();
    settle(new Settlement.Progress(Jobs.held(job), Jobs.payload("half way")));
    assertThat(find("a").progress()).contains(Jobs.payload("half way"));

    settle(new Settlement.Ack(Jobs.held(job), Jobs.payload("42")));

    JobRecord done = find("a");
    assertThat(done.state()).isEqualTo(JobState.DONE);
    assertThat(done.result()).contains(Jobs.payload("42"));
    assertThat(done.session()).isEmpty();
    assertThat(done.dueAtMs()).hasValue(fixture.nowMs());
    advanceMs(59_000);
    await(fixture.store().trim(queue, 100));
    assertThat(known("a")).isTrue();
    advanceMs(2_000);
    await(fixture.store().trim(queue, 100));
    assertThat(known("a")).isFalse();
  }

  @Test
  void aResultWithoutRetentionIsKeptForAnHourAndTheQueuesRetentionHoldsForTheRest() {
    accept(Jobs.job("a"));
    settle(new Settlement.Ack(Jobs.held(leaseOne()), Jobs.payload("42")));
    configure(Settings.change().doneRetentionMs(10_000).build());
    accept(Jobs.job("b"), Jobs.job("c").retentionMs(0));
    lease(2).forEach(job -> settle(Jobs.ack(job)));

    assertThat(known("a")).isTrue();
    assertThat(known("b")).isTrue();
    assertThat(known("c")).isFalse();
    advanceMs(11_000);
    await(fixture.store().trim(queue, 100));
    assertThat(known("a")).isTrue();
    assertThat(known("b")).isFalse();
    advanceMs(3_600_000);
    await(fixture.store().trim(queue, 100));
    assertThat(known("a")).isFalse();
  }

  // ---- cancel

  @Test
  void aQueuedJobIsCancelledAtOnce() {
    accept(
        Jobs.job("ready"), Jobs.job("later").notBeforeMs(fixture.nowMs() + 60_000), Jobs.job("b"));

    List<Optional<JobState>> was =
        await(
            fixture
                .store()
                .cancel(
                    queue, List.of(new JobId("ready"), new JobId("later"), new JobId("nobody"))));

    assertThat(was)
        .containsExactly(
            Optional.of(JobState.READY), Optional.of(JobState.SCHEDULED), Optional.empty());
    assertThat(stats().ready()).isOne();
    assertThat(stats().scheduled()).isZero();
    assertThat(known("ready")).isFalse();
    assertThat(ids(lease(10))).containsExactly("b");
  }

  @Test
  void aCancelledJobIsKeptWhereRetentionAsksAndNotAcceptedAgain() {
    accept(Jobs.job("a").retentionMs(60_000));
    await(fixture.store().cancel(queue, List.of(new JobId("a"))));

    assertThat(find("a").state()).isEqualTo(JobState.CANCELLED);
    assertThat(enqueue(Jobs.job("a").retentionMs(60_000)))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.deduplicated()).isTrue());
    assertThat(lease(1)).isEmpty();
  }

  @Test
  void aCancelOfARunningJobIsToldAtTheNextHeartbeatAndAnyFailureEndsIt() {
    accept(Jobs.job("a"), Jobs.job("b"), Jobs.job("c"));
    List<LeasedJob> jobs = lease(3);
    settle(Jobs.started(jobs.get(0)));

    List<Optional<JobState>> was =
        await(
            fixture.store().cancel(queue, List.of(new JobId("a"), new JobId("b"), new JobId("c"))));

    assertThat(was.get(0)).contains(JobState.RUNNING);
    assertThat(was.get(1)).contains(JobState.DELIVERED);
    assertThat(((Held) settle(Jobs.extend(jobs.get(0)))).cancelRequested()).isTrue();
    assertThat(settle(Jobs.fail(jobs.get(0)))).isEqualTo(new Settled(JobState.CANCELLED));
    assertThat(settle(Jobs.release(jobs.get(1)))).isEqualTo(new Settled(JobState.CANCELLED));
    assertThat(settle(Jobs.ack(jobs.get(2)))).isEqualTo(new Settled(JobState.DONE));
    assertThat(lease(10)).isEmpty();
  }

  @Test
  void aCancelOfAJobWhoseWorkerDiedTakesEffectWhenItIsReaped() {
    accept(Jobs.job("a"));
    leaseOne();
    await(fixture.store().cancel(queue, List.of(new JobId("a"))));
    advanceMs(3_001);

    assertThat(reap().buried()).isOne();
    assertThat(lease(1)).isEmpty();
    assertThat(known("a")).isFalse();
  }

  // ---- wake-ups

  @Test
  void aListenerIsToldWhenAQueueGetsWork() {
    ConcurrentLinkedQueue<String> woken = new ConcurrentLinkedQueue<>();
    fixture.store().onWakeUp(name -> woken.add(name.value()));

    // The way to the listener may lose messages (it may not be open yet): what counts is that a
    // queue that gets work again and again is heard of.
    AtomicInteger round = new AtomicInteger();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              accept(Jobs.job("job-" + round.incrementAndGet()));
              settle(Jobs.ack(leaseOne()));
              assertThat(woken).contains(queue.value());
            });
  }

  // ---- many

  @Test
  void aFullCallOfJobsGoesThrough() {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      jobs.add(Jobs.job("job-" + i).build());
    }
    assertThat(await(fixture.store().enqueue(queue, jobs))).hasSize(256);

    List<LeasedJob> leased = lease(256);
    assertThat(leased).hasSize(256);
    List<SettleOutcome> outcomes =
        await(fixture.store().settle(queue, leased.stream().map(Jobs::ack).toList()));
    assertThat(outcomes).hasSize(256).containsOnly(new Settled(JobState.DONE));
    assertThat(stats().completedTotal()).isEqualTo(256);
  }
}
