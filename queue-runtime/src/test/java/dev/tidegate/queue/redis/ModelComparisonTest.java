package dev.tidegate.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.MemoryQueueStore;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.store.QueueStore.RedriveFilter;
import dev.tidegate.queue.store.Settings;
import dev.tidegate.queue.store.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands, the same for the Redis store and the model, under one virtual clock that jumps.
 * Every answer must be equal to the last millisecond and token; at the end the figures, all lists
 * and every structure in Redis are compared. The seed is the test's name: a failure repeats.
 */
class ModelComparisonTest {
  private static final int COMMANDS = 250;
  private static final int IDS = 12;
  private static final RetryPolicy HASTY = new RetryPolicy(2, 0, 0, 1.0, 0.0, 1);

  private final List<LeasedJob> seen = new ArrayList<>();
  private final QueueName queue = new QueueName("random");
  private RedisFixture fixture;
  private QueueStore model;
  private Random random;
  private String step = "";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void redisAndTheModelNeverDisagree(long seed) {
    random = new Random(seed);
    fixture = new RedisFixture();
    model = new MemoryQueueStore(() -> Instant.ofEpochMilli(fixture.nowMs()), new Random(7));
    try {
      same(store -> store.updateSettings(queue, Settings.change().retry(Jobs.STEADY).build()));
      for (int i = 0; i < COMMANDS; i++) {
        command(i);
        if (i % 25 == 0) {
          compareState();
        }
      }
      compareState();
    } finally {
      fixture.close();
    }
  }

  private void command(int number) {
    int dice = random.nextInt(100);
    step = "seed's command " + number + ", dice " + dice;
    if (dice < 30) {
      enqueue();
    } else if (dice < 50) {
      lease();
    } else if (dice < 75) {
      settle();
    } else if (dice < 80) {
      List<JobId> ids = someIds();
      same(store -> store.cancel(queue, ids));
    } else if (dice < 84) {
      int limit = 1 + random.nextInt(5);
      same(store -> store.reap(queue, limit));
    } else if (dice < 88) {
      same(store -> store.promote(queue, 1_000));
    } else if (dice < 90) {
      same(store -> store.trim(queue, 1_000));
    } else if (dice < 93) {
      boolean discard = random.nextInt(4) == 0;
      same(store -> store.redrive(queue, RedriveFilter.ALL, discard, 1_000, ""));
    } else if (dice < 95) {
      QueueSettings change = someSettings();
      same(store -> store.updateSettings(queue, change));
    } else {
      fixture.advance(Duration.ofMillis(random.nextInt(4) == 0 ? 12_000 : random.nextInt(2_000)));
    }
  }

  private <T> T same(Function<QueueStore, CompletionStage<T>> call) {
    T expected = await(call.apply(model));
    T actual = await(call.apply(fixture.store()));
    assertThat(actual).as(step).isEqualTo(expected);
    return actual;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  // ---- commands

  private void enqueue() {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      jobs.add(someJob());
    }
    List<String> expected =
        await(model.enqueue(queue, jobs)).stream().map(ModelComparisonTest::plain).toList();
    List<String> actual =
        await(fixture.store().enqueue(queue, jobs)).stream()
            .map(ModelComparisonTest::plain)
            .toList();
    assertThat(actual).as(step).isEqualTo(expected);
  }

  /** Expected waits and advice are estimates, which the model does not make. */
  private static String plain(EnqueueOutcome outcome) {
    if (outcome instanceof EnqueueOutcome.Accepted accepted) {
      return accepted.id() + (accepted.deduplicated() ? " known" : " new");
    }
    return ((EnqueueOutcome.Refused) outcome).why().name();
  }

  private NewJob someJob() {
    String id = "j" + random.nextInt(IDS) + (random.nextInt(3) == 0 ? "x" + seen.size() : "");
    Jobs.Spec job = Jobs.job(id).expectedMs(1 + random.nextInt(8_000));
    job.priority(List.of(Priority.values()).get(random.nextInt(3)));
    if (random.nextInt(10) == 0) {
      job.payload(Payload.wrap(new byte[random.nextInt(300)]));
    }
    if (random.nextInt(4) == 0) {
      job.type("other");
    }
    if (random.nextInt(4) == 0) {
      job.notBeforeMs(fixture.nowMs() + random.nextInt(6_000));
    }
    if (random.nextInt(5) == 0) {
      job.expiresAtMs(fixture.nowMs() + 1 + random.nextInt(20_000));
    }
    if (random.nextInt(5) == 0) {
      job.timeoutMs(1_000 + random.nextInt(8_000));
    }
    if (random.nextInt(5) == 0) {
      job.retentionMs(random.nextInt(20_000));
    }
    switch (random.nextInt(3)) {
      case 0 -> job.retry(HASTY);
      case 1 -> job.queueRetry();
      default -> job.retry(Jobs.STEADY);
    }
    return job.build();
  }

  private void lease() {
    Set<String> types = random.nextInt(4) == 0 ? Set.of("other") : Set.of();
    LeaseRequest request =
        new LeaseRequest(
            queue,
            new SessionId("s." + random.nextInt(3)),
            1 + random.nextInt(4),
            random.nextInt(3) == 0 ? 40 : 1 << 20,
            random.nextInt(3) == 0,
            types);
    LeaseOutcome outcome = same(store -> store.lease(request));
    seen.addAll(outcome.jobs());
  }

  private void settle() {
    if (seen.isEmpty()) {
      return;
    }
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      // Mostly late deliveries, now and then one whose token may long be stale.
      int back = random.nextInt(3) == 0 ? seen.size() : Math.min(seen.size(), 6);
      LeasedJob job = seen.get(seen.size() - 1 - random.nextInt(back));
      settlements.add(someSettlement(Jobs.held(job)));
    }
    same(store -> store.settle(queue, settlements));
  }

  private Settlement someSettlement(HeldJob held) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> new Settlement.Ack(held, Payload.empty());
      case 3 -> new Settlement.Ack(held, Jobs.payload("result"));
      case 4, 5 -> new Settlement.Fail(held, Jobs.payload("boom"), false, OptionalLong.empty());
      case 6 ->
          new Settlement.Fail(
              held, Payload.empty(), random.nextBoolean(), OptionalLong.of(random.nextInt(3_000)));
      case 7 -> new Settlement.Release(held, random.nextInt(2) * 1_500L, random.nextBoolean());
      case 8, 9 -> new Settlement.Started(held);
      case 10 ->
          new Settlement.Extend(
              held,
              random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(9_000)));
      default -> new Settlement.Progress(held, Jobs.payload("half"));
    };
  }

  private List<JobId> someIds() {
    List<JobId> ids = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      ids.add(new JobId("j" + random.nextInt(IDS)));
    }
    return ids;
  }

  private QueueSettings someSettings() {
    return switch (random.nextInt(7)) {
      case 0 -> Settings.change().pausedOut(random.nextInt(3) == 0).build();
      case 1 -> Settings.change().pausedIn(random.nextInt(3) == 0).build();
      case 2 -> Settings.change().maxLength(random.nextInt(2) * 20L).build();
      case 3 -> Settings.change().maxDeliveryLosses(1 + random.nextInt(3)).build();
      case 4 -> Settings.change().lease(1_000 + random.nextInt(2_000), 3_000).build();
      case 5 -> Settings.change().doneRetentionMs(random.nextInt(2) * 8_000L).build();
      default -> Settings.change().dead(60_000, random.nextInt(5)).retry(HASTY).build();
    };
  }

  // ---- comparing all

  private void compareState() {
    step = step + ", comparing all";
    assertThat(await(fixture.store().stats(queue)))
        .as(step)
        .usingRecursiveComparison()
        .ignoringFields("oldestReadyAgeMs") // an estimate, see stats.lua
        .isEqualTo(await(model.stats(queue)));
    for (JobState state :
        List.of(
            JobState.READY,
            JobState.SCHEDULED,
            JobState.RUNNING,
            JobState.DEAD,
            JobState.DONE,
            JobState.CANCELLED,
            JobState.EXPIRED)) {
      boolean ordered =
          state != JobState.DONE && state != JobState.CANCELLED && state != JobState.EXPIRED;
      if (ordered) {
        same(store -> store.list(queue, state, 200, ""));
      } else {
        assertThat(await(fixture.store().list(queue, state, 200, "")).items())
            .as(step + ", listing " + state)
            .containsExactlyInAnyOrderElementsOf(await(model.list(queue, state, 200, "")).items());
      }
    }
    fixture.checkWhole(queue);
  }
}
