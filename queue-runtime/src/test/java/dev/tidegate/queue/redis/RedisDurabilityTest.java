package dev.tidegate.queue.redis;

import static dev.tidegate.queue.redis.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.Jobs;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What an acknowledged enqueue survives. */
class RedisDurabilityTest {
  private static final QueueName QUEUE = new QueueName("durable");
  private static final int PRODUCERS = 4;
  private static final int BATCH = 8;

  @TempDir Path folder;

  @Test
  void noAcknowledgedJobIsLostWhenRedisIsKilledUnderLoad() throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start(folder, 0);
    RedisSettings settings = TestRedis.settings(redis);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (RedisQueueStore store = TestRedis.open(settings)) {
      List<Thread> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        String name = "p" + i;
        Thread producer = new Thread(() -> produce(store, name, acknowledged), "producer-" + i);
        producer.start();
        producers.add(producer);
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > 4_000);
      ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
      for (Thread producer : producers) {
        producer.join(20_000);
        assertThat(producer.isAlive()).isFalse();
      }
      int port = redis.port();
      redis.close();
      redis = EmbeddedRedis.start(folder, port);

      Awaitility.await().atMost(Duration.ofSeconds(10)).until(store::isReady);
      assertThat(missing(redis, settings, acknowledged)).isEmpty();
      try (Jedis jedis = new Jedis("127.0.0.1", port)) {
        Oracle.check(jedis, new RedisKeys(settings.keyPrefix()), QUEUE);
      }
    } finally {
      redis.close();
    }
  }

  /** Hands in jobs without a pause until Redis is gone. */
  private static void produce(RedisQueueStore store, String name, Set<String> acknowledged) {
    for (int round = 0; ; round++) {
      List<NewJob> jobs = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        jobs.add(Jobs.job(name + "-" + round + "-" + i).build());
      }
      try {
        for (EnqueueOutcome outcome : await(store.enqueue(QUEUE, jobs))) {
          acknowledged.add(((EnqueueOutcome.Accepted) outcome).id().value());
        }
      } catch (StoreException e) {
        return;
      }
    }
  }

  private static List<String> missing(
      EmbeddedRedis redis, RedisSettings settings, Set<String> acknowledged) {
    String base = new RedisKeys(settings.keyPrefix()).base(QUEUE);
    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      return acknowledged.stream().filter(id -> !jedis.exists(base + "job:" + id)).toList();
    }
  }

  /**
   * A kill cannot tell a synced write from one that the kernel still holds, the order of system
   * calls can. The second run shows that the check sees the difference.
   */
  @Test
  void theDiskHasTheJobBeforeTheReplyIsSent() throws Exception {
    assumeTrue(onPath("strace"), "skipped: strace is not installed");
    assertThat(syncedBeforeReply("always")).isTrue();
    assertThat(syncedBeforeReply("everysec")).isFalse();
  }

  private boolean syncedBeforeReply(String appendfsync) throws Exception {
    Path trace = folder.resolve("trace-" + appendfsync);
    String id = "traced-job";
    try (EmbeddedRedis redis =
            TestRedis.start(folder.resolve(appendfsync), "--appendfsync", appendfsync);
        RedisQueueStore store = TestRedis.open(TestRedis.settings(redis))) {
      Process strace = attach(redis.pid(), trace);
      await(store.enqueue(QUEUE, List.of(Jobs.job(id).build())));
      strace.destroy();
      assertThat(strace.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    List<String> calls = Files.readAllLines(trace);
    int written = indexAfter(calls, 0, "write(", ".aof", id);
    int synced = indexAfter(calls, Math.max(written, 0), "sync(", ".aof");
    int replied = indexAfter(calls, 0, "write", "$1\\r\\nA\\r\\n");
    assertThat(written).as("the job is written to the AOF").isNotNegative();
    assertThat(replied).as("the reply is seen").isNotNegative();
    return synced >= 0 && synced < replied;
  }

  private static int indexAfter(List<String> lines, int from, String... words) {
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      if (List.of(words).stream().allMatch(line::contains)) {
        return i;
      }
    }
    return -1;
  }

  /** Starts strace on the main thread of the server and waits until it is attached. */
  private static Process attach(long pid, Path trace) throws IOException {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-y",
                "-s",
                "4096",
                "-e",
                "trace=write,writev,sendto,sendmsg,fsync,fdatasync",
                "-o",
                trace.toString(),
                "-p",
                Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    BufferedReader lines = strace.inputReader();
    String line = lines.readLine();
    assumeTrue(
        line != null && line.contains("attached"), "skipped: strace may not trace here: " + line);
    return strace;
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
