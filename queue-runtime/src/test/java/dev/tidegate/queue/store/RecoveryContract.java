package dev.tidegate.queue.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.store.QueueStore.RedriveFilter;
import dev.tidegate.queue.store.SettleOutcome.Held;
import dev.tidegate.queue.store.SettleOutcome.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every {@link QueueStore} keeps to: retries, time, recovery, dead letters, figures. */
public abstract class RecoveryContract extends ContractBase {

  // ---- retries

  @Test
  void aFailedJobBacksOffThenComesBackThenIsDead() {
    accept(Jobs.job("a"));

    assertThat(settle(Jobs.fail(leaseOne()))).isEqualTo(new Settled(JobState.SCHEDULED));
    assertThat(find("a").dueAtMs()).hasValue(fixture.nowMs() + 1_000);
    assertThat(lease(1)).isEmpty();
    advanceMs(1_000);
    assertThat(promote().moved()).isOne();

    LeasedJob second = leaseOne();
    assertThat(second.attempt()).isEqualTo(2);
    settle(Jobs.fail(second));
    assertThat(find("a").dueAtMs()).hasValue(fixture.nowMs() + 2_000);
    advanceMs(2_000);
    promote();

    assertThat(settle(Jobs.fail(leaseOne()))).isEqualTo(new Settled(JobState.DEAD));
    JobRecord dead = find("a");
    assertThat(dead.deadReason()).contains("ATTEMPTS_EXHAUSTED");
    assertThat(dead.lastFailure()).contains(Jobs.payload("boom"));
    assertThat(dead.attempts()).isEqualTo(3);
    assertThat(stats().deadTotal()).isOne();
    assertThat(stats().failedTotal()).isEqualTo(3);
  }

  @Test
  void backoffStopsGrowingAtItsMaximum() {
    accept(Jobs.job("a").retry(new RetryPolicy(1_000, 1_000, 3_000, 10.0, 0.0, 3)));
    for (int i = 0; i < 4; i++) {
      settle(Jobs.fail(leaseOne()));
      advanceMs(3_000);
      promote();
    }

    settle(Jobs.fail(leaseOne()));

    assertThat(find("a").dueAtMs()).hasValue(fixture.nowMs() + 3_000);
  }

  @Test
  void jitterSpreadsBackoffWithinItsShare() {
    for (int i = 0; i < 20; i++) {
      accept(Jobs.job("j" + i).retry(new RetryPolicy(5, 100_000, 600_000, 2.0, 0.5, 3)));
    }
    long before = fixture.nowMs();
    lease(20).forEach(job -> settle(Jobs.fail(job)));

    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      delays.add(find("j" + i).dueAtMs().orElseThrow() - before);
    }
    assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(50_000L, 152_000L));
    assertThat(delays.stream().mapToLong(Long::longValue).max().orElseThrow())
        .isGreaterThan(delays.stream().mapToLong(Long::longValue).min().orElseThrow() + 20_000);
  }

  @Test
  void aJobWithoutAPolicyFollowsItsQueues() {
    configure(Settings.change().retry(new RetryPolicy(1, 0, 0, 1.0, 0.0, 1)).build());
    accept(Jobs.job("a").queueRetry());

    assertThat(settle(Jobs.fail(leaseOne()))).isEqualTo(new Settled(JobState.DEAD));
  }

  @Test
  void aHandlersOwnDelayReplacesTheBackoff() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();

    settle(
        new Settlement.Fail(Jobs.held(job), Jobs.payload("busy"), false, OptionalLong.of(40_000)));

    assertThat(find("a").dueAtMs()).hasValue(fixture.nowMs() + 40_000);
  }

  @Test
  void aPermanentFailureIsDeadAtOnce() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();

    assertThat(
            settle(
                new Settlement.Fail(
                    Jobs.held(job), Jobs.payload("bad input"), true, OptionalLong.empty())))
        .isEqualTo(new Settled(JobState.DEAD));
    assertThat(find("a").deadReason()).contains("PERMANENT_FAILURE");
  }

  // ---- time

  @Test
  void aScheduledJobIsReadyAtItsTimeAndNotBefore() {
    long due = fixture.nowMs() + 30_000;
    accept(Jobs.job("a").notBeforeMs(due));

    assertThat(find("a").state()).isEqualTo(JobState.SCHEDULED);
    assertThat(find("a").dueAtMs()).hasValue(due);
    MaintenanceOutcome early = promote();
    assertThat(early.moved()).isZero();
    assertThat(early.nextDueMs()).hasValue(due);
    advanceMs(30_000);
    assertThat(promote().moved()).isOne();
    assertThat(ids(lease(1))).containsExactly("a");
  }

  @Test
  void promotionIsBoundedPerCall() {
    for (int i = 0; i < 10; i++) {
      accept(Jobs.job("j" + i).notBeforeMs(fixture.nowMs() + 1_000));
    }
    advanceMs(5_000);

    MaintenanceOutcome first = await(fixture.store().promote(queue, 4));

    assertThat(first.moved()).isEqualTo(4);
    assertThat(first.more()).isTrue();
    assertThat(stats().scheduled()).isEqualTo(6);
    assertThat(promote().moved()).isEqualTo(6);
  }

  @Test
  void anExpiredJobIsNotHandedOver() {
    accept(
        Jobs.job("a").expiresAtMs(fixture.nowMs() + 1_000),
        Jobs.job("b"),
        Jobs.job("c").expiresAtMs(fixture.nowMs() + 100_000));
    advanceMs(2_000);

    assertThat(ids(lease(10))).containsExactly("b", "c");
    assertThat(stats().ready()).isZero();
    assertThat(known("a")).isFalse();
  }

  @Test
  void maintenanceFindsExpiredJobsThatNobodyAsksFor() {
    accept(
        Jobs.job("ready").expiresAtMs(fixture.nowMs() + 1_000),
        Jobs.job("later")
            .notBeforeMs(fixture.nowMs() + 500_000)
            .expiresAtMs(fixture.nowMs() + 2_000)
            .retentionMs(60_000));
    advanceMs(5_000);

    assertThat(promote().buried()).isEqualTo(2);
    assertThat(stats().ready()).isZero();
    assertThat(stats().scheduled()).isZero();
    assertThat(find("later").state()).isEqualTo(JobState.EXPIRED);
  }

  @Test
  void aRunningJobDoesNotExpireButItsRetryDoes() {
    accept(Jobs.job("a").expiresAtMs(fixture.nowMs() + 2_000));
    LeasedJob job = leaseOne();
    settle(Jobs.started(job));
    advanceMs(5_000);
    promote();
    assertThat(find("a").state()).isEqualTo(JobState.RUNNING);

    settle(Jobs.release(job));
    assertThat(lease(1)).isEmpty();
    assertThat(known("a")).isFalse();
  }

  // ---- recovery

  @Test
  void aDeliveryThatNobodyStartedIsGivenToTheNext() {
    accept(Jobs.job("a"));
    LeasedJob lost = leaseOne();
    assertThat(reap().moved()).isZero();
    assertThat(reap().nextDueMs()).hasValue(lost.leaseExpiresAtMs());
    advanceMs(3_001);

    assertThat(reap().moved()).isOne();
    LeasedJob again = leaseOne();
    assertThat(again.attempt()).isOne();
    assertThat(again.leaseLosses()).isZero();
  }

  @Test
  void aJobThatIsNeverStartedIsDeadInTheEnd() {
    configure(Settings.change().maxDeliveryLosses(2).build());
    accept(Jobs.job("a"));
    leaseOne();
    advanceMs(3_001);
    reap();
    leaseOne();
    advanceMs(3_001);

    assertThat(reap().buried()).isOne();
    assertThat(find("a").deadReason()).contains("NEVER_STARTED");
  }

  @Test
  void aRunningJobWhoseLeaseEndsIsRecoveredAndPoisonIsBuried() {
    accept(Jobs.job("a"));
    settle(Jobs.started(leaseOne()));
    advanceMs(10_001);
    assertThat(reap().moved()).isOne();

    LeasedJob again = leaseOne();
    assertThat(again.leaseLosses()).isOne();
    assertThat(again.attempt()).isOne();
    settle(Jobs.started(again));
    advanceMs(10_001);

    assertThat(reap().buried()).isOne();
    assertThat(find("a").deadReason()).contains("POISON");
    assertThat(find("a").leaseLosses()).isEqualTo(2);
    assertThat(stats().leaseLossesTotal()).isEqualTo(2);
  }

  @Test
  void heartbeatsKeepAJobForever() {
    accept(Jobs.job("a"));
    LeasedJob job = leaseOne();
    settle(Jobs.started(job));
    for (int i = 0; i < 5; i++) {
      advanceMs(8_000);
      assertThat(reap().moved()).isZero();
      assertThat(settle(Jobs.extend(job))).isInstanceOf(Held.class);
    }
  }

  @Test
  void aHardTimeoutEndsTheLeaseWhateverTheHeartbeatsSay() {
    accept(Jobs.job("a").timeoutMs(15_000));
    LeasedJob job = leaseOne();
    settle(Jobs.started(job));
    advanceMs(8_000);
    Held held = (Held) settle(Jobs.extend(job));
    assertThat(held.leaseRemainingMs()).isEqualTo(7_000);
    advanceMs(7_001);

    reap();

    JobRecord record = find("a");
    assertThat(record.state()).isEqualTo(JobState.SCHEDULED);
    assertThat(record.attempts()).isOne();
    assertThat(record.leaseLosses()).isZero();
    assertThat(settle(Jobs.ack(job))).isInstanceOf(SettleOutcome.LeaseLost.class);
    assertThat(stats().failedTotal()).isOne();
  }

  @Test
  void aJobThatTimesOutTooOftenIsDead() {
    accept(Jobs.job("a").timeoutMs(1_000).retry(new RetryPolicy(1, 1_000, 1_000, 1.0, 0.0, 5)));
    settle(Jobs.started(leaseOne()));
    advanceMs(1_001);

    assertThat(reap().buried()).isOne();
    assertThat(find("a").deadReason()).contains("TIMED_OUT");
  }

  @Test
  void recoveryIsBoundedPerCall() {
    for (int i = 0; i < 10; i++) {
      accept(Jobs.job("j" + i));
    }
    lease(10);
    advanceMs(3_001);

    MaintenanceOutcome first = await(fixture.store().reap(queue, 4));

    assertThat(first.moved()).isEqualTo(4);
    assertThat(first.more()).isTrue();
    assertThat(reap().moved()).isEqualTo(6);
    assertThat(reap().more()).isFalse();
  }

  @Test
  void theLagOfRecoveryIsTheAgeOfTheOldestEndedLease() {
    accept(Jobs.job("a"));
    leaseOne();
    assertThat(stats().reaperLagMs()).isEmpty();
    advanceMs(5_000);

    assertThat(stats().reaperLagMs()).hasValue(2_000);
    reap();
    assertThat(stats().reaperLagMs()).isEmpty();
  }

  // ---- dead letters

  private void bury(String... ids) {
    for (String id : ids) {
      accept(Jobs.job(id).type("type-" + id));
      LeasedJob job = leaseOne();
      settle(new Settlement.Fail(Jobs.held(job), Jobs.payload("no"), true, OptionalLong.empty()));
    }
  }

  private RedriveOutcome redrive(RedriveFilter filter, boolean discard, int limit) {
    return await(fixture.store().redrive(queue, filter, discard, limit, ""));
  }

  @Test
  void deadJobsAreListedAndRedriven() {
    bury("a", "b", "c");
    assertThat(
            await(fixture.store().list(queue, JobState.DEAD, 10, "")).items().stream()
                .map(record -> record.id().value()))
        .containsExactlyInAnyOrder("a", "b", "c");

    assertThat(redrive(RedriveFilter.ALL, false, 100)).isEqualTo(new RedriveOutcome(3, 0, ""));

    List<LeasedJob> jobs = lease(10);
    assertThat(ids(jobs)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(jobs).allSatisfy(job -> assertThat(job.attempt()).isOne());
    assertThat(stats().dead()).isZero();
    assertThat(stats().deadTotal()).isEqualTo(3);
  }

  @Test
  void aRedriveIsNarrowedByIdTypeAndTime() {
    bury("a", "b");
    long between = fixture.nowMs() + 1_000;
    advanceMs(2_000);
    bury("c", "d");

    RedriveFilter byId =
        new RedriveFilter(
            List.of(new JobId("a"), new JobId("nobody")), "", Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(redrive(byId, false, 100)).isEqualTo(new RedriveOutcome(1, 1, ""));
    RedriveFilter byType = new RedriveFilter(List.of(), "type-d", Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(redrive(byType, false, 100).moved()).isOne();
    RedriveFilter byTime = new RedriveFilter(List.of(), "", Long.MIN_VALUE, between);
    assertThat(redrive(byTime, false, 100).moved()).isOne();

    assertThat(ids(lease(10))).containsExactly("a", "d", "b");
    assertThat(find("c").state()).isEqualTo(JobState.DEAD);
  }

  @Test
  void aRedriveGoesOnWhereItStopped() {
    bury("a", "b", "c");

    RedriveOutcome first = redrive(RedriveFilter.ALL, false, 2);
    assertThat(first.moved()).isEqualTo(2);
    assertThat(first.nextCursor()).isNotEmpty();
    RedriveOutcome second =
        await(fixture.store().redrive(queue, RedriveFilter.ALL, false, 2, first.nextCursor()));
    assertThat(second).isEqualTo(new RedriveOutcome(1, 0, ""));
  }

  @Test
  void discardedJobsAreGoneAndNotAcceptedAgain() {
    bury("a", "b");

    assertThat(redrive(RedriveFilter.ALL, true, 100).moved()).isEqualTo(2);

    assertThat(known("a")).isFalse();
    assertThat(stats().dead()).isZero();
    assertThat(enqueue(Jobs.job("a").type("type-a")))
        .isInstanceOfSatisfying(
            EnqueueOutcome.Accepted.class,
            accepted -> assertThat(accepted.deduplicated()).isTrue());
  }

  @Test
  void deadJobsAreTrimmedByAgeAndByCount() {
    bury("old");
    advanceMs(10_000);
    bury("b", "c", "d");
    configure(Settings.change().dead(9_000, 2).build());

    MaintenanceOutcome outcome = await(fixture.store().trim(queue, 100));

    assertThat(outcome.buried()).isEqualTo(2);
    assertThat(known("old")).isFalse();
    assertThat(stats().dead()).isEqualTo(2);
  }

  // ---- figures

  @Test
  void statsFollowAJobThroughItsLife() {
    accept(
        Jobs.job("a").expectedMs(1_000).payload(Jobs.payload("12345")),
        Jobs.job("b").expectedMs(2_000).payload(Jobs.payload("1234567890")),
        Jobs.job("c")
            .expectedMs(4_000)
            .payload(Jobs.payload("1"))
            .notBeforeMs(fixture.nowMs() + 50_000));
    QueueStats queued = stats();
    assertThat(queued.ready()).isEqualTo(2);
    assertThat(queued.readyWorkMs()).isEqualTo(3_000);
    assertThat(queued.runnableWorkMs()).isEqualTo(3_000);
    assertThat(queued.scheduled()).isOne();
    assertThat(queued.scheduledWorkMs()).isEqualTo(4_000);
    assertThat(queued.enqueuedTotal()).isEqualTo(3);
    assertThat(queued.enqueuedWorkMsTotal()).isEqualTo(7_000);
    assertThat(queued.bytes()).isEqualTo(16);
    assertThat(queued.observedAtMs()).isEqualTo(fixture.nowMs());

    List<LeasedJob> jobs = lease(2);
    settle(Jobs.started(jobs.get(1)));
    QueueStats busy = stats();
    assertThat(busy.ready()).isZero();
    assertThat(busy.delivered()).isOne();
    assertThat(busy.running()).isOne();
    assertThat(busy.readyWorkMs()).isZero();
    assertThat(busy.inFlightWorkMs()).isEqualTo(3_000);
    assertThat(busy.deliveredTotal()).isEqualTo(2);

    advanceMs(5_000);
    settle(Jobs.ack(jobs.get(1)));
    QueueStats done = stats();
    assertThat(done.running()).isZero();
    assertThat(done.inFlightWorkMs()).isEqualTo(1_000);
    assertThat(done.completedTotal()).isOne();
    assertThat(done.completedWorkMsTotal()).isEqualTo(2_000);
    assertThat(done.completedRunMsTotal()).isEqualTo(5_000);
    assertThat(done.bytes()).isEqualTo(6);
  }

  @Test
  void aQueueNeverUsedIsAllZero() {
    QueueStats stats = stats();

    assertThat(stats.queue()).isEqualTo(queue);
    assertThat(stats.ready() + stats.scheduled() + stats.enqueuedTotal()).isZero();
    assertThat(stats.oldestReadyAgeMs()).isEmpty();
    assertThat(await(fixture.store().settings(queue))).isEqualTo(QueueSettings.DEFAULTS);
    assertThat(await(fixture.store().find(queue, new JobId("x")))).isEmpty();
    assertThat(reap().moved()).isZero();
    assertThat(promote().nextDueMs()).isEmpty();
  }

  @Test
  void theAgeOfTheOldestReadyJobCountsFromWhenItBecameReady() {
    accept(Jobs.job("a"));
    advanceMs(7_000);
    accept(Jobs.job("b"));

    assertThat(stats().oldestReadyAgeMs()).hasValue(7_000);
    leaseOne();
    assertThat(stats().oldestReadyAgeMs()).hasValue(0);
  }

  @Test
  void settingsChangeFieldByField() {
    RetryPolicy policy = new RetryPolicy(7, 10, 1_000, 1.5, 0.25, 4);
    configure(Settings.change().maxLength(10).retry(policy).lease(1_500, 2_000).build());
    QueueSettings changed =
        await(
            fixture
                .store()
                .updateSettings(queue, Settings.change().maxBytes(99).pausedOut(true).build()));

    assertThat(changed.maxLength()).hasValue(10);
    assertThat(changed.maxBytes()).hasValue(99);
    assertThat(changed.pausedOut()).contains(true);
    assertThat(changed.pausedIn()).isEmpty();
    assertThat(changed.defaultRetryPolicy()).contains(policy);
    assertThat(changed.leaseFactorPermille()).hasValue(1_500);
    assertThat(await(fixture.store().settings(queue))).isEqualTo(changed);
  }

  @Test
  void listsComeInPagesInTheirOrder() {
    for (int i = 0; i < 5; i++) {
      accept(Jobs.job("r" + i));
      accept(Jobs.job("s" + i).notBeforeMs(fixture.nowMs() + 10_000 + i * 2_000L));
    }

    assertThat(allOf(JobState.READY)).containsExactly("r0", "r1", "r2", "r3", "r4");
    assertThat(allOf(JobState.SCHEDULED)).containsExactly("s0", "s1", "s2", "s3", "s4");
    lease(3);
    assertThat(allOf(JobState.RUNNING)).containsExactlyInAnyOrder("r0", "r1", "r2");
    assertThat(allOf(JobState.READY)).containsExactly("r3", "r4");
  }

  private List<String> allOf(JobState state) {
    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      Page<JobRecord> page = await(fixture.store().list(queue, state, 2, token));
      page.items().forEach(record -> ids.add(record.id().value()));
      token = page.nextPageToken();
    } while (!token.isEmpty());
    return ids;
  }

  @Test
  void queuesEverUsedAreListedByName() {
    accept(Jobs.job("a"));
    QueueName other = new QueueName("zz-other");
    await(fixture.store().enqueue(other, List.of(Jobs.job("a").build())));

    List<QueueName> names = await(fixture.store().queues(1_000, "")).items();

    assertThat(names)
        .contains(queue, other)
        .isSortedAccordingTo(java.util.Comparator.comparing(QueueName::value));
  }

  @Test
  void aRecordTellsEverythingOfAJob() {
    accept(Jobs.job("a").type("resize").expectedMs(123));
    settle(Jobs.fail(leaseOne()));

    JobRecord record = find("a");

    assertThat(record.type()).isEqualTo("resize");
    assertThat(record.payload()).isEqualTo(Jobs.payload("body of a"));
    assertThat(record.expectedDurationMs()).isEqualTo(123);
    assertThat(record.lastFailure()).contains(Jobs.payload("boom"));
    assertThat(record.deadReason()).isEmpty();
    assertThat(record.result()).isEmpty();
    assertThat(record.progress()).isEmpty();
    assertThat(record.session()).isEqualTo(Optional.empty());
    assertThat(record.enqueuedAtMs()).isEqualTo(fixture.nowMs());
  }
}
