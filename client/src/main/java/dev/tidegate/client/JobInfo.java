package dev.tidegate.client;

import dev.tidegate.proto.queue.v1.JobView;
import java.util.Arrays;

/**
 * What is known of a job.
 *
 * @param attempts failed attempts
 * @param leaseLosses leases lost while running
 * @param deadReason why it was given up; empty unless DEAD
 * @param failureKind class of the last failure; empty if none
 * @param failureMessage its message; empty if none
 * @param result what its handler returned; empty if none or no longer kept
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, compared by content.
public record JobInfo(
    String queue,
    String id,
    JobState state,
    int attempts,
    int leaseLosses,
    String deadReason,
    String failureKind,
    String failureMessage,
    byte[] result) {
  public JobInfo {
    result = result.clone();
  }

  static JobInfo of(String queue, JobView view) {
    return new JobInfo(
        queue,
        view.getJobId(),
        JobState.of(view.getState()),
        view.getAttempts(),
        view.getLeaseLosses(),
        view.getDeadReason(),
        view.getLastFailure().getKind(),
        view.getLastFailure().getMessage(),
        view.getResult().getBody().toByteArray());
  }

  @Override
  public byte[] result() {
    return result.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobInfo info
        && queue.equals(info.queue)
        && id.equals(info.id)
        && state == info.state
        && attempts == info.attempts
        && leaseLosses == info.leaseLosses
        && deadReason.equals(info.deadReason)
        && failureKind.equals(info.failureKind)
        && failureMessage.equals(info.failureMessage)
        && Arrays.equals(result, info.result);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
