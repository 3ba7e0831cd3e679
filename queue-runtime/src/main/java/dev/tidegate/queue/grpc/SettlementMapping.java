package dev.tidegate.queue.grpc;

import com.google.rpc.Status;
import dev.tidegate.proto.queue.v1.ExtendResult;
import dev.tidegate.proto.queue.v1.Extension;
import dev.tidegate.proto.queue.v1.Failure;
import dev.tidegate.proto.queue.v1.Held;
import dev.tidegate.proto.queue.v1.Progress;
import dev.tidegate.proto.queue.v1.ProgressReport;
import dev.tidegate.proto.queue.v1.Result;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Settlement.Release;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What workers say of the jobs they hold, to the store's words, and its answers back. */
final class SettlementMapping {
  private static final int KIND_BYTES = 200;
  private static final int MESSAGE_BYTES = 1024;
  private static final int STACK_BYTES = 8 * 1024;
  private static final int TEXT_BYTES = 200;

  private SettlementMapping() {}

  static HeldJob held(Held held) {
    return new HeldJob(
        Check.jobId(held.getJobId(), "job_id"), Check.token(held.getToken(), "token"));
  }

  /**
   * @throws Refused naming the field
   */
  static Settlement settlement(dev.tidegate.proto.queue.v1.Settlement given) {
    HeldJob held =
        new HeldJob(
            Check.jobId(given.getJobId(), "job_id"), Check.token(given.getToken(), "token"));
    return switch (given.getActionCase()) {
      case ACK -> new Settlement.Ack(held, result(given.getAck().getResult()));
      case FAIL -> fail(held, given.getFail());
      case RELEASE -> release(held, given.getRelease());
      case ACTION_NOT_SET -> throw new Refused(Problem.invalid("action", "must be set"));
    };
  }

  private static Payload result(Result result) {
    if (result.getBody().size() > Check.RESULT_BYTES) {
      throw new Refused(Problem.tooLarge("ack.result.body", "must have at most 16384 bytes"));
    }
    Check.that(
        result.getContentType().length() <= 100,
        "ack.result.content_type",
        "must have at most 100 characters");
    return Payload.wrap(result.toByteArray());
  }

  private static Settlement fail(HeldJob held, Failure failure) {
    OptionalLong retryAfter =
        Check.optional(
            failure.hasRetryAfterMs(),
            failure.getRetryAfterMs(),
            0,
            Check.WEEK_MS,
            "fail.retry_after_ms");
    Failure kept =
        Failure.newBuilder()
            .setKind(cut(failure.getKind(), KIND_BYTES))
            .setMessage(cut(failure.getMessage(), MESSAGE_BYTES))
            .setStack(cut(failure.getStack(), STACK_BYTES))
            .setPermanent(failure.getPermanent())
            .build();
    return new Settlement.Fail(
        held, Payload.wrap(kept.toByteArray()), failure.getPermanent(), retryAfter);
  }

  private static Settlement release(HeldJob held, Release release) {
    Check.text(release.getReason(), TEXT_BYTES, "release.reason");
    long delay = Check.range(release.getDelayMs(), 0, Check.WEEK_MS, "release.delay_ms");
    return new Settlement.Release(held, delay, false);
  }

  static Settlement progress(ProgressReport report) {
    HeldJob held = held(report.getHeld());
    Progress progress = report.getProgress();
    Check.that(
        progress.getPercent() >= 0 && progress.getPercent() <= 100,
        "progress.percent",
        "must be 0..100");
    Check.text(progress.getMessage(), TEXT_BYTES, "progress.message");
    return new Settlement.Progress(held, Payload.wrap(progress.toByteArray()));
  }

  static Settlement extend(Extension extension) {
    return new Settlement.Extend(
        held(extension.getHeld()),
        Check.optional(
            extension.hasLeaseMs(), extension.getLeaseMs(), 1, Check.DAY_MS, "lease_ms"));
  }

  /** An absent status is OK. */
  static SettleResult settleResult(long seq, SettleOutcome outcome) {
    if (outcome instanceof SettleOutcome.Settled || outcome instanceof SettleOutcome.Held) {
      return SettleResult.newBuilder().setSeq(seq).build();
    }
    return settleResult(seq, lost(outcome));
  }

  static SettleResult settleResult(long seq, Problem problem) {
    return SettleResult.newBuilder().setSeq(seq).setStatus(problem.toProto()).build();
  }

  static ExtendResult extendResult(SettleOutcome outcome) {
    if (outcome instanceof SettleOutcome.Held held) {
      return ExtendResult.newBuilder()
          .setExtended(
              ExtendResult.Extended.newBuilder()
                  .setLeaseExpiresAtMs(held.leaseExpiresAtMs())
                  .setLeaseRemainingMs(held.leaseRemainingMs())
                  .setCancelRequested(held.cancelRequested()))
          .build();
    }
    // A settled job can be extended no more: for the handler that is the same as having lost it.
    return extendResult(lost(outcome));
  }

  static ExtendResult extendResult(Problem problem) {
    Status status = problem.toProto();
    return ExtendResult.newBuilder().setError(status).build();
  }

  private static Problem lost(SettleOutcome outcome) {
    return outcome instanceof SettleOutcome.LeaseLost
        ? Problems.LEASE_LOST
        : Problems.ALREADY_SETTLED_OR_LOST;
  }

  /** The longest beginning of at most {@code most} bytes of UTF-8 that ends between characters. */
  static String cut(String text, int most) {
    if (text.length() * 3L <= most) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return text;
    }
    int end = most;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
