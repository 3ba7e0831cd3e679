package dev.tidegate.queue.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.MemoryQueueStore;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The line's rules, one event at a time on one thread. */
class QueueLineTest {
  private static final QueueName QUEUE = new QueueName("q");

  private final MemoryQueueStore store =
      new MemoryQueueStore(InstantSource.system(), new Random(1));
  private final List<Runnable> timers = new ArrayList<>();
  private final QueueLine line =
      new QueueLine(
          QUEUE,
          store,
          (at, task) -> timers.add(task),
          (thread, defect) -> {
            throw new AssertionError(defect);
          });

  private final class Worker implements Taker {
    final String name;
    final Set<String> types;
    final List<LeasedJob> got = new ArrayList<>();
    int asked;
    int wants;
    boolean gone;
    Optional<LeaseOutcome.Blocked> told = Optional.empty();

    Worker(String name, int wants, String... types) {
      this.name = name;
      this.wants = wants;
      this.types = Set.of(types);
    }

    @Override
    public Optional<LeaseRequest> turn(int share) {
      asked++;
      int most = Math.min(share, wants);
      return most == 0
          ? Optional.empty()
          : Optional.of(new LeaseRequest(QUEUE, new SessionId(name), most, 1 << 20, false, types));
    }

    @Override
    public void take(List<LeasedJob> jobs) {
      got.addAll(jobs);
      wants -= jobs.size();
      line.join(this, () -> {});
    }

    @Override
    public void nothing(LeaseOutcome.Blocked why) {
      told = Optional.of(why);
    }

    @Override
    public boolean failed(StoreException problem) {
      return true;
    }

    @Override
    public boolean isGone() {
      return gone;
    }
  }

  private Worker join(String name, int wants, String... types) {
    Worker worker = new Worker(name, wants, types);
    line.join(worker, () -> {});
    return worker;
  }

  private void enqueue(String type, String... ids) {
    for (String id : ids) {
      NewJob job =
          new NewJob(
              new JobId(id),
              type,
              Payload.empty(),
              Priority.NORMAL,
              OptionalLong.empty(),
              OptionalLong.empty(),
              OptionalLong.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              OptionalLong.empty());
      store.enqueue(QUEUE, List.of(job));
    }
  }

  @Test
  void anEmptyQueueIsAskedOnceUntilThereIsAHint() {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      workers.add(join("w" + i, 1));
    }
    assertThat(asked(workers)).isEqualTo(1);
    enqueue("t", "a");
    line.hint();
    assertThat(workers.get(0).got).hasSize(1);
    assertThat(asked(workers)).as("the one with the job, and two more to see").isEqualTo(4);
  }

  private static int asked(List<Worker> workers) {
    return workers.stream().mapToInt(worker -> worker.asked).sum();
  }

  @Test
  void takersAreServedInTurn() {
    Worker one = join("one", 100);
    Worker two = join("two", 100);
    for (int i = 0; i < 10; i++) {
      enqueue("t", "job-" + i);
      line.hint();
    }
    assertThat(one.got).hasSize(5);
    assertThat(two.got).hasSize(5);
  }

  @Test
  void oneTakerDoesNotTakeEverythingWhileOthersWait() {
    Worker one = join("one", 100);
    Worker two = join("two", 100);
    Worker three = join("three", 100);
    for (int i = 0; i < 40; i++) {
      enqueue("t", "job-" + i);
    }
    line.hint();
    assertThat(one.got.size() + two.got.size() + three.got.size()).isEqualTo(40);
    assertThat(List.of(one.got.size(), two.got.size(), three.got.size()))
        .allSatisfy(n -> assertThat(n).isPositive());
  }

  @Test
  void aTakerOfOtherTypesDoesNotStandInTheWay() {
    Worker picky = join("picky", 5, "rare");
    Worker any = join("any", 5);
    enqueue("common", "a", "b");
    line.hint();
    assertThat(picky.got).isEmpty();
    assertThat(any.got).hasSize(2);
    enqueue("rare", "c");
    line.hint();
    assertThat(picky.got.size() + any.got.size() - 2).isEqualTo(1);
  }

  @Test
  void aTakerThatWantsNothingLeavesTheLine() {
    Worker full = join("full", 0);
    Worker next = join("next", 1);
    enqueue("t", "a");
    line.hint();
    assertThat(full.asked).isEqualTo(1);
    assertThat(next.got).hasSize(1);
  }

  @Test
  void aPausedQueueIsSaidToBePaused() {
    store.updateSettings(QUEUE, paused(true));
    enqueue("t", "a");
    Worker one = join("one", 1);
    assertThat(one.told.orElseThrow().why()).isEqualTo(LeaseOutcome.Why.PAUSED);
    store.updateSettings(QUEUE, paused(false));
    line.hint();
    assertThat(one.got).hasSize(1);
  }

  private static QueueSettings paused(boolean out) {
    QueueSettings d = QueueSettings.DEFAULTS;
    return new QueueSettings(
        d.pausedIn(),
        Optional.of(out),
        d.defaultExpectedDurationMs(),
        d.leaseFactorPermille(),
        d.leaseFloorMs(),
        d.deliveryLeaseMs(),
        d.maxDeliveryLosses(),
        d.defaultRetryPolicy(),
        d.maxLength(),
        d.maxBytes(),
        d.doneRetentionMs(),
        d.deadRetentionMs(),
        d.deadMaxCount());
  }

  @Test
  void whileTheStoreIsAwayOneTakerTriesPerHintAndKeepsItsPlace() {
    store.setAvailable(false);
    Worker one = join("one", 1);
    Worker two = join("two", 1);
    line.hint();
    line.hint();
    assertThat(one.asked).isEqualTo(3);
    assertThat(two.asked).isZero();
    store.setAvailable(true);
    enqueue("t", "a", "b");
    line.hint();
    assertThat(one.got).hasSize(1);
    assertThat(two.got).hasSize(1);
  }

  @Test
  void aLineWithoutTakersIsGivenUpAndSaysSoToLatecomers() {
    Worker one = join("one", 1);
    one.gone = true;
    List<String> events = new ArrayList<>();
    line.tick(() -> events.add("idle"));
    line.join(new Worker("late", 1), () -> events.add("closed"));
    assertThat(events).containsExactly("idle", "closed");
  }
}
