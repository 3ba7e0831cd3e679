package dev.tidegate.client;

import com.google.protobuf.ByteString;
import dev.tidegate.proto.queue.v1.Job;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * One job to hand in. Immutable. The limits of the contract that need no runtime to judge are
 * checked here, so that a mistake shows where it is made.
 */
public final class JobSpec {
  private final Job job;

  private JobSpec(Job job) {
    this.job = job;
  }

  /**
   * Starts a job.
   *
   * @param queue {@code [a-z0-9._-]{1,100}}
   * @param type what kind of work, {@code [A-Za-z0-9._:/-]{1,100}}; workers choose the handler by
   *     it
   */
  public static Builder of(String queue, String type) {
    return new Builder(queue, type);
  }

  /** The queue it goes to. */
  public String queue() {
    return job.getQueue();
  }

  /** What kind of work it is. */
  public String type() {
    return job.getType();
  }

  /** The id chosen by the caller; empty: the producer chooses one. */
  public String id() {
    return job.getClientJobId();
  }

  Job wire() {
    return job;
  }

  @Override
  public String toString() {
    return "job " + job.getClientJobId() + " of type " + type() + " for queue " + queue();
  }

  /** Collects what is known of the job. Not thread-safe. */
  public static final class Builder {
    private final Job.Builder job = Job.newBuilder();

    private Builder(String queue, String type) {
      JobLimits.QUEUE.check("queue", queue);
      JobLimits.TYPE.check("type", type);
      job.setQueue(queue).setType(type);
    }

    /**
     * An id of the caller's choice, {@code [A-Za-z0-9._-]{1,64}}: handing the same job in twice
     * then makes one job. Without it the producer chooses one, which makes its own retries safe.
     */
    public Builder id(String id) {
      JobLimits.ID.check("id", id);
      job.setClientJobId(id);
      return this;
    }

    /** At most 256 KiB; copied. */
    public Builder body(byte[] body, String contentType) {
      JobLimits.atMost("body", body.length, JobLimits.BODY_BYTES);
      JobLimits.atMost("content type", contentType.length(), JobLimits.CONTENT_TYPE_CHARACTERS);
      job.setBody(ByteString.copyFrom(body)).setContentType(contentType);
      return this;
    }

    /** A text in UTF-8. */
    public Builder text(String body) {
      return body(body.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    /** A JSON text; not looked into. */
    public Builder json(String body) {
      return body(body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /** At most 32; names {@code [a-z0-9._-]{1,64}}, values at most 1 KiB, 4 KiB in all. */
    public Builder header(String name, String value) {
      JobLimits.HEADER.check("header name", name);
      job.putHeaders(name, value);
      JobLimits.headers(job.getHeadersMap());
      return this;
    }

    public Builder priority(JobPriority priority) {
      job.setPriority(priority.wire());
      return this;
    }

    /** Jobs of one group run one after the other, in order. At most 200 bytes. */
    public Builder group(String group) {
      JobLimits.atMost("group", JobLimits.bytes(group), JobLimits.KEY_BYTES);
      job.setGroup(group);
      return this;
    }

    /** How long the handler is expected to work, 1 ms..7 days: backlog and leases count in it. */
    public Builder expectedDuration(Duration expected) {
      job.setExpectedDurationMs(JobLimits.millis("expected duration", expected));
      return this;
    }

    /** Hard limit of one attempt, 1 ms..7 days. */
    public Builder timeout(Duration timeout) {
      job.setTimeoutMs(JobLimits.millis("timeout", timeout));
      return this;
    }

    /** Not before this instant, at most 366 days ahead. */
    public Builder notBefore(Instant instant) {
      job.setNotBeforeMs(instant.toEpochMilli());
      return this;
    }

    /** Dropped if not started by this instant. */
    public Builder expiresAt(Instant instant) {
      job.setExpiresAtMs(instant.toEpochMilli());
      return this;
    }

    /** Same key within the queue's window = the same job. At most 200 bytes. */
    public Builder idempotencyKey(String key) {
      JobLimits.atMost("idempotency key", JobLimits.bytes(key), JobLimits.KEY_BYTES);
      job.setIdempotencyKey(key);
      return this;
    }

    public Builder retries(Retries retries) {
      job.setRetryPolicy(retries.wire());
      return this;
    }

    public Builder durability(DurabilityClass durability) {
      job.setDurability(durability.wire());
      return this;
    }

    /** How long the finished job and its result are kept. */
    public Builder retention(Duration retention) {
      job.setRetentionMs(retention.toMillis());
      return this;
    }

    /** W3C trace context, carried to the handler. */
    public Builder traceContext(String traceparent, String tracestate) {
      job.setTraceparent(traceparent).setTracestate(tracestate);
      return this;
    }

    public JobSpec build() {
      return new JobSpec(job.build());
    }
  }
}
