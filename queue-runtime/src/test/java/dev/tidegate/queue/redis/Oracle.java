package dev.tidegate.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Reads all that Redis keeps of a queue and fails if any of it contradicts the rest: every record
 * is in exactly the one index that its state says, no index names a job that is not there, and the
 * figures are what counting gives. Used after every test of the store.
 */
final class Oracle {
  private final Jedis jedis;
  private final String base;
  private final Map<String, byte[]> records = new TreeMap<>();
  private final Set<String> exts = new HashSet<>();
  private final Map<JobState, Set<String>> byState = new EnumMap<>(JobState.class);

  private Oracle(Jedis jedis, String base) {
    this.jedis = jedis;
    this.base = base;
  }

  static void check(Jedis jedis, RedisKeys keys, QueueName queue) {
    Oracle oracle = new Oracle(jedis, keys.base(queue));
    oracle.readRecords();
    oracle.checkIndexes();
    oracle.checkFigures();
  }

  private void readRecords() {
    for (JobState state : JobState.values()) {
      byState.put(state, new HashSet<>());
    }
    String cursor = ScanParams.SCAN_POINTER_START;
    ScanParams params = new ScanParams().match(base + "*").count(1_000);
    do {
      ScanResult<String> page = jedis.scan(cursor, params);
      for (String key : page.getResult()) {
        String name = key.substring(base.length());
        if (name.startsWith("job:")) {
          String id = name.substring("job:".length());
          byte[] record = jedis.get(key.getBytes(StandardCharsets.UTF_8));
          records.put(id, record);
          byState.get(JobRecordLayout.decode(record).state()).add(id);
        } else if (name.startsWith("ext:")) {
          exts.add(name.substring("ext:".length()));
        }
      }
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
  }

  private Set<String> in(JobState... states) {
    Set<String> ids = new HashSet<>();
    for (JobState state : states) {
      ids.addAll(byState.get(state));
    }
    return ids;
  }

  private Set<String> sorted(String name) {
    return new HashSet<>(jedis.zrange(base + name, 0, -1));
  }

  private void checkIndexes() {
    Set<String> inFlight = in(JobState.DELIVERED, JobState.RUNNING);
    assertThat(sorted("lease")).as("lease holds what is in flight").isEqualTo(inFlight);
    assertThat(jedis.hkeys(base + "tok")).as("tok holds what is in flight").isEqualTo(inFlight);
    assertThat(sorted("later"))
        .as("later holds what is scheduled")
        .isEqualTo(in(JobState.SCHEDULED));
    assertThat(sorted("dead")).as("dead holds what is dead").isEqualTo(in(JobState.DEAD));
    assertThat(sorted("done"))
        .as("done holds what ended")
        .isEqualTo(in(JobState.DONE, JobState.CANCELLED, JobState.EXPIRED));
    checkReady();
    checkScores();
    checkExpiry();
    checkExts();
  }

  /** Ready lists may hold ids of jobs that moved on, but every ready job at its own priority. */
  private void checkReady() {
    Map<Integer, Set<String>> lines = new HashMap<>();
    for (int priority = 0; priority < 3; priority++) {
      lines.put(priority, new HashSet<>(jedis.lrange(base + "ready:" + priority, 0, -1)));
    }
    for (String id : in(JobState.READY)) {
      int priority = records.get(id)[2];
      assertThat(lines.get(priority)).as("ready:%s holds %s", priority, id).contains(id);
    }
  }

  private void checkScores() {
    for (String id : in(JobState.SCHEDULED)) {
      assertThat(jedis.zscore(base + "later", id).longValue())
          .as("due time of %s", id)
          .isEqualTo(JobRecordLayout.decode(records.get(id)).at());
    }
  }

  private void checkExpiry() {
    Set<String> expiring = new HashSet<>();
    for (String id : in(JobState.READY, JobState.SCHEDULED)) {
      if (expiresAt(records.get(id)) > 0) {
        expiring.add(id);
      }
    }
    assertThat(sorted("ttl")).as("ttl holds what is queued and expires").isEqualTo(expiring);
  }

  private static long expiresAt(byte[] record) {
    if ((record[3] & 2) == 0) {
      return 0;
    }
    ByteBuffer in = ByteBuffer.wrap(record);
    return ((in.getShort(33) & 0xffffL) << 32) | (in.getInt(35) & 0xffffffffL);
  }

  private void checkExts() {
    for (String id : exts) {
      assertThat(records).as("ext:%s has a record", id).containsKey(id);
      assertThat(records.get(id)[3] & 4).as("the record of %s knows its ext", id).isEqualTo(4);
    }
  }

  private void checkFigures() {
    Map<String, String> stat = jedis.hgetAll(base + "stat");
    for (JobState state :
        List.of(JobState.SCHEDULED, JobState.READY, JobState.DELIVERED, JobState.RUNNING)) {
      String name = state.name().toLowerCase(java.util.Locale.ROOT);
      assertThat(figure(stat, name)).as(name).isEqualTo(in(state).size());
    }
    assertThat(figure(stat, "ready_work")).as("ready work").isEqualTo(work(JobState.READY));
    assertThat(figure(stat, "scheduled_work"))
        .as("scheduled work")
        .isEqualTo(work(JobState.SCHEDULED));
    assertThat(figure(stat, "flight_work"))
        .as("work in flight")
        .isEqualTo(work(JobState.DELIVERED, JobState.RUNNING));
    assertThat(figure(stat, "bytes")).as("bytes").isEqualTo(bytes());
  }

  private static long figure(Map<String, String> stat, String name) {
    return Long.parseLong(stat.getOrDefault(name, "0"));
  }

  private long work(JobState... states) {
    return in(states).stream()
        .mapToLong(id -> JobRecordLayout.decode(records.get(id)).expectedMs())
        .sum();
  }

  private long bytes() {
    return in(JobState.SCHEDULED, JobState.READY, JobState.DELIVERED, JobState.RUNNING).stream()
        .mapToLong(id -> JobRecordLayout.decode(records.get(id)).payload().size())
        .sum();
  }
}
