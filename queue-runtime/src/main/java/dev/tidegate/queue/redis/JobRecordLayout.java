package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.store.NewJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A job's record, byte by byte, big endian. The functions read and change the header in place and
 * carry the rest without looking into it; {@code prelude.lua} holds the same layout as format
 * strings.
 *
 * <pre>
 *  0  1  version, 1
 *  1  1  state: 1 scheduled, 2 ready, 3 delivered, 4 running, 5 done, 6 dead, 7 cancelled, 8 expired
 *  2  1  priority, 0 HIGH .. 2 LOW
 *  3  1  flags: 1 cancel requested, 2 limits follow, 4 something is kept in ext:&lt;id&gt;
 *  4  2  failed attempts
 *  6  1  leases lost while running
 *  7  1  deliveries nobody started
 *  8  4  accounted (expected) ms
 * 12  6  enqueued at, epoch ms
 * 18  6  READY: ready since; SCHEDULED: due; DELIVERED: since; RUNNING: started at; else ended at
 * 24  1  length of the type
 * 25  4  length of the body
 * 29     if flag 2 is set, 30 bytes of limits:
 *        4 timeout ms (0 none), 6 expires at (0 never), 5 retention ms (2^40-1 the queue's),
 *        2 max attempts (0 the queue's policy), 4 first backoff ms, 4 longest backoff ms,
 *        2 multiplier and 2 jitter in thousandths, 1 max lease losses
 *        type, body
 * </pre>
 *
 * <p>The limits are left out where a job says nothing of them, because most do not and 30 bytes can
 * push a record into the next size class of Redis' allocator.
 */
final class JobRecordLayout {
  private static final int CORE_SIZE = 29;
  private static final int LIMITS_SIZE = 30;
  private static final int HEAD_SIZE = 23;
  private static final int FLAG_LIMITS = 2;
  private static final long NO_RETENTION = (1L << 40) - 1;

  /** A state's code is its place here, counted from 1. Append only: records outlive a release. */
  private static final List<JobState> STATES =
      List.of(
          JobState.SCHEDULED,
          JobState.READY,
          JobState.DELIVERED,
          JobState.RUNNING,
          JobState.DONE,
          JobState.DEAD,
          JobState.CANCELLED,
          JobState.EXPIRED);

  /** A priority's code is its place here, counted from 0. */
  private static final List<Priority> PRIORITIES =
      List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW);

  private JobRecordLayout() {}

  /** Code of a state; see the layout. */
  static int code(JobState state) {
    return STATES.indexOf(state) + 1;
  }

  static JobState state(long code) {
    return STATES.get((int) code - 1);
  }

  /**
   * What {@code enqueue} needs to know of a job: priority, flags, expected ms or 0, not before or
   * 0, expires at or 0, length of type, length of body.
   */
  static byte[] head(NewJob job) {
    byte[] head = new byte[HEAD_SIZE];
    head[0] = (byte) PRIORITIES.indexOf(job.priority());
    head[1] = (byte) (hasLimits(job) ? FLAG_LIMITS : 0);
    put(head, 2, 4, job.expectedDurationMs().orElse(0));
    put(head, 6, 6, job.notBeforeMs().orElse(0));
    put(head, 12, 6, job.expiresAtMs().orElse(0));
    head[18] = (byte) job.type().length();
    put(head, 19, 4, job.payload().size());
    return head;
  }

  /** Limits (where there are any), type and body: stored as they are. */
  static byte[] rest(NewJob job) {
    byte[] type = job.type().getBytes(StandardCharsets.UTF_8);
    int limits = hasLimits(job) ? LIMITS_SIZE : 0;
    byte[] rest = new byte[limits + type.length + job.payload().size()];
    if (limits > 0) {
      putLimits(rest, job);
    }
    System.arraycopy(type, 0, rest, limits, type.length);
    System.arraycopy(job.payload().array(), 0, rest, limits + type.length, job.payload().size());
    return rest;
  }

  private static boolean hasLimits(NewJob job) {
    return job.timeoutMs().isPresent()
        || job.expiresAtMs().isPresent()
        || job.retentionMs().isPresent()
        || job.retry().isPresent();
  }

  private static void putLimits(byte[] to, NewJob job) {
    put(to, 0, 4, job.timeoutMs().orElse(0));
    put(to, 4, 6, job.expiresAtMs().orElse(0));
    put(to, 10, 5, Math.min(job.retentionMs().orElse(NO_RETENTION), NO_RETENTION));
    if (job.retry().isEmpty()) {
      return;
    }
    RetryPolicy retry = job.retry().get();
    put(to, 15, 2, retry.maxAttempts());
    put(to, 17, 4, retry.initialBackoffMs());
    put(to, 21, 4, retry.maxBackoffMs());
    put(to, 25, 2, SettingsCodec.permille(retry.multiplier()));
    put(to, 27, 2, SettingsCodec.permille(retry.jitter()));
    put(to, 29, 1, retry.maxLeaseLosses());
  }

  private static void put(byte[] to, int at, int size, long value) {
    for (int i = size - 1; i >= 0; i--) {
      to[at + size - 1 - i] = (byte) (value >>> (8 * i));
    }
  }

  /**
   * A record taken apart.
   *
   * @param at see the layout at byte 18
   */
  record Decoded(
      JobState state,
      Priority priority,
      int attempts,
      int leaseLosses,
      long expectedMs,
      long enqueuedAtMs,
      long at,
      OptionalLong timeoutMs,
      String type,
      Payload payload) {}

  static Decoded decode(byte[] record) {
    ByteBuffer in = ByteBuffer.wrap(record);
    int offset = CORE_SIZE;
    OptionalLong timeout = OptionalLong.empty();
    if ((in.get(3) & FLAG_LIMITS) != 0) {
      long limit = in.getInt(CORE_SIZE) & 0xffffffffL;
      timeout = limit > 0 ? OptionalLong.of(limit) : OptionalLong.empty();
      offset += LIMITS_SIZE;
    }
    int typeEnd = offset + (in.get(24) & 0xff);
    return new Decoded(
        state(in.get(1)),
        PRIORITIES.get(in.get(2)),
        in.getShort(4) & 0xffff,
        in.get(6) & 0xff,
        in.getInt(8) & 0xffffffffL,
        sixBytes(in, 12),
        sixBytes(in, 18),
        timeout,
        new String(record, offset, typeEnd - offset, StandardCharsets.UTF_8),
        Payload.wrap(Arrays.copyOfRange(record, typeEnd, record.length)));
  }

  private static long sixBytes(ByteBuffer in, int at) {
    return ((in.getShort(at) & 0xffffL) << 32) | (in.getInt(at + 2) & 0xffffffffL);
  }
}
