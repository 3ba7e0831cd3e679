package dev.tidegate.queue.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.MemoryQueueStore;
import dev.tidegate.queue.store.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceLoopTest {
  private static final QueueName QUEUE = new QueueName("work");

  private final MemoryQueueStore store =
      new MemoryQueueStore(InstantSource.system(), new Random(1));
  private final MaintenanceLoop loop =
      new MaintenanceLoop(store, InstantSource.system(), System::nanoTime);

  @BeforeEach
  void start() {
    store.onWakeUp(loop::nudge);
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.close();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("queue-maintenance")))
        .isEmpty();
  }

  private JobState stateOf(String id) {
    return store
        .find(QUEUE, new JobId(id))
        .toCompletableFuture()
        .join()
        .map(JobRecord::state)
        .orElse(JobState.DONE);
  }

  private void enqueue(Jobs.Spec job) {
    assertThat(store.enqueue(QUEUE, List.of(job.build())).toCompletableFuture().join()).hasSize(1);
  }

  @Test
  void aLostDeliveryIsRecoveredSoonAfterItsEnd() {
    assertThat(
            store
                .updateSettings(QUEUE, Settings.change().deliveryLeaseMs(200).build())
                .toCompletableFuture()
                .join()
                .deliveryLeaseMs())
        .hasValue(200);
    enqueue(Jobs.job("a"));
    List<LeasedJob> jobs = store.lease(Jobs.leaseOf(QUEUE, 1)).toCompletableFuture().join().jobs();
    assertThat(jobs).hasSize(1);

    Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> stateOf("a") == JobState.READY);
  }

  @Test
  void aScheduledJobBecomesReadyCloseToItsTime() {
    long due = System.currentTimeMillis() + 400;
    enqueue(Jobs.job("first"));
    enqueue(Jobs.job("a").notBeforeMs(due));

    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(3))
        .until(() -> stateOf("a") == JobState.READY);
    assertThat(System.currentTimeMillis()).isBetween(due, due + 1_500);
  }

  @Test
  void itGoesOnWhenTheStoreIsBack() {
    store.setAvailable(false);
    loop.nudge(QUEUE);
    store.setAvailable(true);
    enqueue(Jobs.job("a").notBeforeMs(System.currentTimeMillis() + 100));

    Awaitility.await().atMost(Duration.ofSeconds(7)).until(() -> stateOf("a") == JobState.READY);
  }
}
