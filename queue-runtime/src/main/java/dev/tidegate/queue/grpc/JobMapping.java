package dev.tidegate.queue.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Durability;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.proto.queue.v1.Failure;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.Progress;
import dev.tidegate.proto.queue.v1.Result;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.NewJob;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of the contract to jobs of the store and back.
 *
 * <p>The store's opaque payload is a {@code Job} message without the fields that the store keeps
 * itself (id, queue, type, priority, durations): what a later version adds to the message survives
 * a round trip through this one.
 */
final class JobMapping {
  static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";

  private static final long LONGEST_DELAY_MS = 366 * Check.DAY_MS;
  private static final long LONGEST_RETENTION_MS = 366 * Check.DAY_MS;
  private static final Pattern HEADER = Pattern.compile("[a-z0-9._-]{1,64}");
  private static final int HEADERS = 32;
  private static final int HEADER_BYTES = 1024;
  private static final int HEADERS_BYTES = 4 * 1024;

  private JobMapping() {}

  /**
   * @param nowMs the server's clock, for instants that must not be too far ahead
   * @param durability what this server's store gives
   * @param chooseId for jobs without an id
   * @throws Refused naming the field
   */
  static NewJob toStore(
      Job job, long nowMs, DurabilityClass durability, Supplier<String> chooseId) {
    String given = job.getClientJobId();
    JobId id = given.isEmpty() ? new JobId(chooseId.get()) : Check.jobId(given, "client_job_id");
    String type = Check.type(job.getType(), "type");
    checkBody(job);
    checkUnserved(job);
    checkDurability(job.getDurability(), durability);
    OptionalLong notBefore =
        Check.optional(
            job.hasNotBeforeMs(),
            job.getNotBeforeMs(),
            0,
            nowMs + LONGEST_DELAY_MS,
            "not_before_ms");
    OptionalLong expires =
        Check.optional(
            job.hasExpiresAtMs(), job.getExpiresAtMs(), 0, Long.MAX_VALUE, "expires_at_ms");
    checkExpiry(expires, notBefore, nowMs);
    return new NewJob(
        id,
        type,
        stored(job),
        priority(job.getPriority()),
        Check.optional(
            job.hasExpectedDurationMs(),
            job.getExpectedDurationMs(),
            1,
            Check.WEEK_MS,
            "expected_duration_ms"),
        Check.optional(job.hasTimeoutMs(), job.getTimeoutMs(), 1, Check.WEEK_MS, "timeout_ms"),
        notBefore,
        expires,
        job.hasRetryPolicy()
            ? Optional.of(retryPolicy(job.getRetryPolicy(), "retry_policy"))
            : Optional.empty(),
        Check.optional(
            job.hasRetentionMs(), job.getRetentionMs(), 0, LONGEST_RETENTION_MS, "retention_ms"));
  }

  private static void checkBody(Job job) {
    if (job.getBody().size() > Check.BODY_BYTES) {
      throw new Refused(
          Problem.tooLarge(
              "body", "must have at most 262144 bytes; store it elsewhere and send a reference"));
    }
    Check.that(
        job.getContentType().length() <= 100, "content_type", "must have at most 100 characters");
    Check.text(job.getTraceparent(), 200, "traceparent");
    Check.text(job.getTracestate(), 512, "tracestate");
    if (job.getHeadersCount() > 0) {
      checkHeaders(job.getHeadersMap());
    }
  }

  private static void checkHeaders(Map<String, String> headers) {
    Check.that(headers.size() <= HEADERS, "headers", "must have at most 32 entries");
    int total = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      Check.that(
          HEADER.matcher(header.getKey()).matches(),
          "headers",
          "must have names matching [a-z0-9._-]{1,64}");
      int bytes = Check.utf8Bytes(header.getValue());
      if (bytes > HEADER_BYTES) {
        throw new Refused(Problem.tooLarge("headers", "must have values of at most 1024 bytes"));
      }
      total += header.getKey().length() + bytes;
    }
    if (total > HEADERS_BYTES) {
      throw new Refused(Problem.tooLarge("headers", "must have at most 4096 bytes in all"));
    }
  }

  private static void checkUnserved(Job job) {
    Check.text(job.getGroup(), 200, "group");
    Check.text(job.getIdempotencyKey(), 200, "idempotency_key");
    Check.notServed(!job.getGroup().isEmpty(), "group");
    Check.notServed(!job.getIdempotencyKey().isEmpty(), "idempotency_key");
    Check.notServed(!job.getBatchId().isEmpty(), "batch_id");
  }

  private static void checkDurability(Durability asked, DurabilityClass given) {
    switch (asked.getClass_()) {
      case DURABILITY_CLASS_UNSPECIFIED, DURABILITY_CLASS_MEMORY -> {}
      case DURABILITY_CLASS_FSYNC -> {
        if (given != DurabilityClass.DURABILITY_CLASS_FSYNC) {
          throw new Refused(
              Problem.of(
                  com.google.rpc.Code.FAILED_PRECONDITION,
                  dev.tidegate.proto.queue.v1.Reason.REASON_DURABILITY_UNAVAILABLE,
                  "this Redis is not set up to sync each write (appendfsync always)"));
        }
      }
      case DURABILITY_CLASS_REPLICATED -> throw new Refused(Problem.notSupported("durability"));
      case UNRECOGNIZED ->
          throw new Refused(Problem.invalid("durability.class", "is not a known class"));
    }
    Check.that(asked.getReplicas() == 0, "durability.replicas", "is for REPLICATED only");
  }

  private static void checkExpiry(OptionalLong expires, OptionalLong notBefore, long nowMs) {
    if (expires.isPresent()) {
      long earliest = Math.max(nowMs, notBefore.orElse(nowMs));
      Check.that(
          expires.getAsLong() > earliest,
          "expires_at_ms",
          "must lie ahead, and after not_before_ms");
    }
  }

  private static Payload stored(Job job) {
    Job rest =
        job.toBuilder()
            .clearClientJobId()
            .clearQueue()
            .clearType()
            .clearPriority()
            .clearExpectedDurationMs()
            .clearTimeoutMs()
            .build();
    return Payload.wrap(rest.toByteArray());
  }

  static Priority priority(dev.tidegate.proto.queue.v1.Priority priority) {
    return switch (priority) {
      case PRIORITY_UNSPECIFIED, PRIORITY_NORMAL -> Priority.NORMAL;
      case PRIORITY_HIGH -> Priority.HIGH;
      case PRIORITY_LOW -> Priority.LOW;
      case UNRECOGNIZED ->
          throw new Refused(Problem.invalid("priority", "is not a known priority"));
    };
  }

  static dev.tidegate.proto.queue.v1.Priority priority(Priority priority) {
    return switch (priority) {
      case HIGH -> dev.tidegate.proto.queue.v1.Priority.PRIORITY_HIGH;
      case NORMAL -> dev.tidegate.proto.queue.v1.Priority.PRIORITY_NORMAL;
      case LOW -> dev.tidegate.proto.queue.v1.Priority.PRIORITY_LOW;
    };
  }

  /** Fields left out take the contract's defaults. */
  static RetryPolicy retryPolicy(dev.tidegate.proto.queue.v1.RetryPolicy given, String field) {
    RetryPolicy defaults = RetryPolicy.DEFAULT;
    try {
      return new RetryPolicy(
          given.hasMaxAttempts() ? given.getMaxAttempts() : defaults.maxAttempts(),
          given.hasInitialBackoffMs() ? given.getInitialBackoffMs() : defaults.initialBackoffMs(),
          given.hasMaxBackoffMs() ? given.getMaxBackoffMs() : defaults.maxBackoffMs(),
          given.hasMultiplier() ? given.getMultiplier() : defaults.multiplier(),
          given.hasJitter() ? given.getJitter() : defaults.jitter(),
          given.hasMaxLeaseLosses() ? given.getMaxLeaseLosses() : defaults.maxLeaseLosses());
    } catch (IllegalArgumentException bad) {
      // The model's message starts with the name of the field: max_attempts must be 1..1000
      String message = String.valueOf(bad.getMessage());
      int space = message.indexOf(' ');
      throw new Refused(
          Problem.invalid(field + "." + message.substring(0, space), message.substring(space + 1)));
    }
  }

  static dev.tidegate.proto.queue.v1.RetryPolicy retryPolicy(RetryPolicy policy) {
    return dev.tidegate.proto.queue.v1.RetryPolicy.newBuilder()
        .setMaxAttempts(policy.maxAttempts())
        .setInitialBackoffMs(policy.initialBackoffMs())
        .setMaxBackoffMs(policy.maxBackoffMs())
        .setMultiplier(policy.multiplier())
        .setJitter(policy.jitter())
        .setMaxLeaseLosses(policy.maxLeaseLosses())
        .build();
  }

  /** One delivery as the worker gets it. */
  static Delivery delivery(QueueName queue, LeasedJob leased) {
    Job job = read(leased.payload());
    Delivery.Builder delivery =
        Delivery.newBuilder()
            .setJobId(leased.id().value())
            .setQueue(queue.value())
            .setType(leased.type())
            .setBody(job.getBody())
            .setContentType(contentType(job))
            .setPriority(priority(leased.priority()))
            .setExpectedDurationMs(leased.expectedDurationMs())
            .setToken(tokenBytes(leased.token().value()))
            .setFence(leased.fence())
            .setAttempt(leased.attempt())
            .setLeaseLosses(leased.leaseLosses())
            .setEnqueuedAtMs(leased.enqueuedAtMs())
            .setLeaseExpiresAtMs(leased.leaseExpiresAtMs())
            .setLeaseRemainingMs(leased.leaseRemainingMs())
            .setRunningLeaseMs(leased.runningLeaseMs())
            .setGroup(job.getGroup())
            .setBatchId(job.getBatchId())
            .setTraceparent(job.getTraceparent())
            .setTracestate(job.getTracestate());
    if (job.getHeadersCount() > 0) {
      delivery.putAllHeaders(job.getHeadersMap());
    }
    leased.timeoutMs().ifPresent(delivery::setTimeoutMs);
    return delivery.build();
  }

  static ByteString tokenBytes(String token) {
    return UnsafeByteOperations.unsafeWrap(token.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Everything known of a job. */
  static JobView view(QueueName queue, JobRecord record, boolean withBody) {
    Job job = job(queue, record, withBody);
    JobView.Builder view =
        JobView.newBuilder()
            .setJob(job)
            .setJobId(record.id().value())
            .setState(dev.tidegate.proto.queue.v1.JobState.valueOf("JOB_STATE_" + record.state()))
            .setAttempts(record.attempts())
            .setLeaseLosses(record.leaseLosses())
            .setEnqueuedAtMs(record.enqueuedAtMs())
            .setDeadReason(record.deadReason().orElse(""))
            .setSessionId(record.session().map(s -> s.value()).orElse(""));
    record.dueAtMs().ifPresent(view::setDueAtMs);
    Failure failure = parsed(record.lastFailure(), Failure::parseFrom);
    if (failure != null) {
      view.setLastFailure(failure);
    }
    Progress progress = parsed(record.progress(), Progress::parseFrom);
    if (progress != null) {
      view.setProgress(progress);
    }
    Result result = parsed(record.result(), Result::parseFrom);
    if (result != null) {
      view.setResult(result);
    }
    return view.build();
  }

  private static Job job(QueueName queue, JobRecord record, boolean withBody) {
    Job.Builder job =
        read(record.payload()).toBuilder()
            .setClientJobId(record.id().value())
            .setQueue(queue.value())
            .setType(record.type())
            .setPriority(priority(record.priority()))
            .setExpectedDurationMs(record.expectedDurationMs());
    job.setContentType(contentType(job.getContentType()));
    return withBody ? job.build() : job.clearBody().build();
  }

  private static String contentType(Job job) {
    return contentType(job.getContentType());
  }

  private static String contentType(String given) {
    return given.isEmpty() ? DEFAULT_CONTENT_TYPE : given;
  }

  /** Reads a stored job without copying its body. */
  private static Job read(Payload payload) {
    try {
      var in = UnsafeByteOperations.unsafeWrap(payload.array()).newCodedInput();
      in.enableAliasing(true);
      return Job.parseFrom(in);
    } catch (java.io.IOException unreadable) {
      throw new IllegalStateException("a stored job cannot be read", unreadable);
    }
  }

  private interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private static <T> @Nullable T parsed(Optional<Payload> stored, Parser<T> parser) {
    if (stored.isEmpty() || stored.get().size() == 0) {
      return null;
    }
    try {
      return parser.parse(stored.get().array());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("a stored note of a job cannot be read", unreadable);
    }
  }
}
