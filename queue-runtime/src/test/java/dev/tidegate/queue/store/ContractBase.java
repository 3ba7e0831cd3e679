package dev.tidegate.queue.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.QueueName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What all parts of the port's contract share: one fixture and one queue of its own per test. */
public abstract class ContractBase {
  protected StoreFixture fixture;
  protected QueueName queue;

  protected abstract StoreFixture open();

  @BeforeEach
  void openStore(TestInfo info) {
    fixture = open();
    String method = info.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    queue = new QueueName(method.length() <= 90 ? method : method.substring(0, 90));
  }

  @AfterEach
  void everythingIsConsistentAfterwards() {
    try {
      fixture.checkWhole(queue);
    } finally {
      fixture.close();
    }
  }

  protected static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException cause) {
        throw cause;
      }
      throw new AssertionError("the stage failed with something else", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the stage did not complete", e);
    }
  }

  protected EnqueueOutcome enqueue(Jobs.Spec job) {
    return await(fixture.store().enqueue(queue, List.of(job.build()))).get(0);
  }

  /** Enqueues all and insists that each was accepted as new. */
  protected void accept(Jobs.Spec... jobs) {
    List<NewJob> list = Stream.of(jobs).map(Jobs.Spec::build).toList();
    assertThat(await(fixture.store().enqueue(queue, list)))
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        EnqueueOutcome.Accepted.class,
                        accepted -> assertThat(accepted.deduplicated()).isFalse()));
  }

  protected List<LeasedJob> lease(int jobs) {
    return await(fixture.store().lease(Jobs.leaseOf(queue, jobs))).jobs();
  }

  protected LeasedJob leaseOne() {
    List<LeasedJob> jobs = lease(1);
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  protected SettleOutcome settle(Settlement settlement) {
    return await(fixture.store().settle(queue, List.of(settlement))).get(0);
  }

  protected QueueStats stats() {
    return await(fixture.store().stats(queue));
  }

  protected JobRecord find(String id) {
    return await(fixture.store().find(queue, new JobId(id))).orElseThrow();
  }

  protected boolean known(String id) {
    return await(fixture.store().find(queue, new JobId(id))).isPresent();
  }

  protected MaintenanceOutcome reap() {
    return await(fixture.store().reap(queue, 100));
  }

  protected MaintenanceOutcome promote() {
    return await(fixture.store().promote(queue, 100));
  }

  protected void advanceMs(long ms) {
    fixture.advance(Duration.ofMillis(ms));
  }

  protected static List<String> ids(List<LeasedJob> jobs) {
    return jobs.stream().map(job -> job.id().value()).toList();
  }

  protected void configure(QueueSettings change) {
    await(fixture.store().updateSettings(queue, change));
  }
}
