package dev.tidegate.queue.grpc;

import com.google.rpc.Code;
import dev.tidegate.proto.queue.v1.Reason;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.StoreException;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns what went wrong into an error of the contract. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  static final Problem LEASE_LOST =
      Problem.of(
          Code.FAILED_PRECONDITION,
          Reason.REASON_LEASE_LOST,
          "the token is not the valid one any more; stop working on the job");
  static final Problem ALREADY_SETTLED_OR_LOST =
      Problem.of(
          Code.FAILED_PRECONDITION,
          Reason.REASON_ALREADY_SETTLED_OR_LOST,
          "the job was settled or lost too long ago to tell");
  static final Problem DRAINING =
      Problem.of(Code.UNAVAILABLE, Reason.REASON_DRAINING, "this runtime is going away; reconnect");
  static final Problem DISPLACED =
      Problem.of(
          Code.UNAVAILABLE,
          Reason.REASON_DRAINING,
          "the session went on with another stream; this one is over");
  static final Problem JOB_NOT_FOUND =
      Problem.of(Code.NOT_FOUND, Reason.REASON_JOB_NOT_FOUND, "there is no record of this job");
  static final Problem OPERATION_NOT_FOUND =
      Problem.of(
          Code.NOT_FOUND,
          Reason.REASON_OPERATION_NOT_FOUND,
          "there is no such operation (any more)");
  static final Problem BUSY =
      Problem.of(
              Code.RESOURCE_EXHAUSTED,
              Reason.REASON_OVERLOADED,
              "this runtime has too much of that to do just now")
          .retryAfter(OptionalLong.of(1_000));

  private Problems() {}

  /** For anything thrown or completed with. */
  static Problem of(@Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof Refused refused) {
      return refused.problem();
    }
    if (cause instanceof StoreException store) {
      return ofStore(store);
    }
    return defect(cause);
  }

  static Problem ofStore(StoreException problem) {
    return switch (problem.kind()) {
      case UNAVAILABLE ->
          Problem.of(
                  Code.UNAVAILABLE,
                  Reason.REASON_STORE_UNAVAILABLE,
                  "the store cannot be reached: " + problem.getMessage())
              .retryAfter(orElse(problem.retryAfterMs(), 500));
      case FULL ->
          Problem.of(
                  Code.RESOURCE_EXHAUSTED,
                  Reason.REASON_STORE_FULL,
                  "the store has no memory left for new jobs")
              .retryAfter(orElse(problem.retryAfterMs(), 5_000));
      case OVERLOADED ->
          Problem.of(
                  Code.RESOURCE_EXHAUSTED,
                  Reason.REASON_OVERLOADED,
                  "too many calls wait for the store")
              .retryAfter(orElse(problem.retryAfterMs(), 100));
      case STALE_EPOCH ->
          Problem.of(
              Code.FAILED_PRECONDITION,
              Reason.REASON_STALE_EPOCH,
              "a newer leader has written since; stop writing");
      case DEFECT -> defect(problem);
    };
  }

  static Problem ofRefusal(EnqueueOutcome.Refused refused) {
    String message = refused.message();
    Problem problem =
        switch (refused.why()) {
          case IDEMPOTENCY_MISMATCH ->
              Problem.of(Code.ALREADY_EXISTS, Reason.REASON_IDEMPOTENCY_MISMATCH, message);
          case QUEUE_FULL -> Problem.of(Code.RESOURCE_EXHAUSTED, Reason.REASON_QUEUE_FULL, message);
          case QUEUE_PAUSED ->
              Problem.of(Code.FAILED_PRECONDITION, Reason.REASON_QUEUE_PAUSED, message);
          case RATE_LIMITED ->
              Problem.of(Code.RESOURCE_EXHAUSTED, Reason.REASON_RATE_LIMITED, message);
          case STORE_FULL -> Problem.of(Code.RESOURCE_EXHAUSTED, Reason.REASON_STORE_FULL, message);
          case OVERLOADED -> Problem.of(Code.RESOURCE_EXHAUSTED, Reason.REASON_OVERLOADED, message);
          case NOT_SUPPORTED ->
              Problem.of(Code.UNIMPLEMENTED, Reason.REASON_NOT_SUPPORTED, message);
        };
    boolean waitingHelps =
        refused.why() != EnqueueOutcome.Refusal.IDEMPOTENCY_MISMATCH
            && refused.why() != EnqueueOutcome.Refusal.NOT_SUPPORTED;
    return waitingHelps ? problem.retryAfter(orElse(refused.retryAfterMs(), 1_000)) : problem;
  }

  /** Names a log entry by a number instead of telling strangers about the inside. */
  private static Problem defect(@Nullable Throwable cause) {
    String entry = Integer.toHexString(System.identityHashCode(cause));
    LOG.error("defect, log entry {}", entry, cause);
    return Problem.of(
        Code.INTERNAL, Reason.REASON_INTERNAL, "a defect of the server, see log entry " + entry);
  }

  private static OptionalLong orElse(OptionalLong given, long otherwise) {
    return given.isPresent() ? given : OptionalLong.of(otherwise);
  }
}
