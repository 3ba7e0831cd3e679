package dev.tidegate.client;

import dev.tidegate.client.lease.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/** How a handler's work ended: done, failed, or given back. Immutable. */
public final class JobResult {
  private final Outcome outcome;

  private JobResult(Outcome outcome) {
    this.outcome = outcome;
  }

  /** Done. */
  public static JobResult ack() {
    return new JobResult(new Outcome.Ack(new byte[0], ""));
  }

  /**
   * Done, with a small result to keep beside the job.
   *
   * @param result at most 16 KiB
   * @throws IllegalArgumentException if it is larger: store it elsewhere and return a reference
   */
  public static JobResult ack(byte[] result, String contentType) {
    JobLimits.atMost("result (bytes)", result.length, JobLimits.RESULT_BYTES);
    return new JobResult(new Outcome.Ack(result, contentType));
  }

  /** Done, with a JSON text as result, at most 16 KiB; not looked into. */
  public static JobResult ackJson(String json) {
    return ack(json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  /**
   * The attempt failed; the job's policy says when it is tried again.
   *
   * @param kind short class of the failure, cut to 200 bytes
   * @param message for people, cut to 1 KiB
   */
  public static JobResult fail(String kind, String message) {
    return new JobResult(new Outcome.Fail(kind, message, "", false, OptionalLong.empty()));
  }

  /** The job can never succeed: dead at once, without further attempts. */
  public static JobResult failForGood(String kind, String message) {
    return new JobResult(new Outcome.Fail(kind, message, "", true, OptionalLong.empty()));
  }

  /** The attempt failed, and trying again sooner than {@code wait} makes no sense. */
  public static JobResult failAndRetryAfter(String kind, String message, Duration wait) {
    return new JobResult(
        new Outcome.Fail(kind, message, "", false, OptionalLong.of(wait.toMillis())));
  }

  /**
   * Given back unharmed: no attempt is charged.
   *
   * @param delay ready again after this long; zero = at once
   * @param reason for people, cut to 200 bytes
   */
  public static JobResult release(Duration delay, String reason) {
    return new JobResult(new Outcome.Release(delay.toMillis(), reason));
  }

  /** Whether the work is done; for tests of handlers. */
  public boolean isAck() {
    return outcome instanceof Outcome.Ack;
  }

  /** The small result as text; empty if there is none. For tests of handlers. */
  public String resultText() {
    return outcome instanceof Outcome.Ack ack
        ? new String(ack.result(), StandardCharsets.UTF_8)
        : "";
  }

  Outcome outcome() {
    return outcome;
  }

  @Override
  public String toString() {
    return isAck() ? "Ack[" + resultText() + "]" : outcome.toString();
  }
}
