package dev.tidegate.queue.store;

import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.model.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Short words for tests that hand in and take out jobs. */
public final class Jobs {
  /** Three attempts with 1 s, 2 s between them and no jitter; two lost leases. */
  public static final RetryPolicy STEADY = new RetryPolicy(3, 1_000, 60_000, 2.0, 0.0, 2);

  public static final SessionId SESSION = new SessionId("session-1");

  private Jobs() {}

  public static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A plain job whose payload is derived from its id. */
  public static Spec job(String id) {
    return new Spec(id);
  }

  public static LeaseRequest leaseOf(QueueName queue, int jobs) {
    return new LeaseRequest(queue, SESSION, jobs, 1 << 20, false, Set.of());
  }

  public static LeaseRequest startedLeaseOf(QueueName queue, int jobs) {
    return new LeaseRequest(queue, SESSION, jobs, 1 << 20, true, Set.of());
  }

  public static HeldJob held(LeasedJob job) {
    return new HeldJob(job.id(), job.token());
  }

  public static HeldJob held(LeasedJob job, DeliveryToken token) {
    return new HeldJob(job.id(), token);
  }

  public static Settlement ack(LeasedJob job) {
    return new Settlement.Ack(held(job), Payload.empty());
  }

  public static Settlement fail(LeasedJob job) {
    return new Settlement.Fail(held(job), payload("boom"), false, OptionalLong.empty());
  }

  public static Settlement release(LeasedJob job) {
    return new Settlement.Release(held(job), 0, false);
  }

  public static Settlement started(LeasedJob job) {
    return new Settlement.Started(held(job));
  }

  public static Settlement extend(LeasedJob job) {
    return new Settlement.Extend(held(job), OptionalLong.empty());
  }

  /** Builds a {@link NewJob} field by field. */
  public static final class Spec {
    private final String id;
    private String type = "echo";
    private Payload payload;
    private Priority priority = Priority.NORMAL;
    private OptionalLong expected = OptionalLong.empty();
    private OptionalLong timeout = OptionalLong.empty();
    private OptionalLong notBefore = OptionalLong.empty();
    private OptionalLong expires = OptionalLong.empty();
    private Optional<RetryPolicy> retry = Optional.of(STEADY);
    private OptionalLong retention = OptionalLong.empty();

    private Spec(String id) {
      this.id = id;
      this.payload = Jobs.payload("body of " + id);
    }

    public Spec type(String value) {
      type = value;
      return this;
    }

    public Spec payload(Payload value) {
      payload = value;
      return this;
    }

    public Spec priority(Priority value) {
      priority = value;
      return this;
    }

    public Spec expectedMs(long value) {
      expected = OptionalLong.of(value);
      return this;
    }

    public Spec timeoutMs(long value) {
      timeout = OptionalLong.of(value);
      return this;
    }

    public Spec notBeforeMs(long value) {
      notBefore = OptionalLong.of(value);
      return this;
    }

    public Spec expiresAtMs(long value) {
      expires = OptionalLong.of(value);
      return this;
    }

    public Spec retry(RetryPolicy value) {
      retry = Optional.of(value);
      return this;
    }

    public Spec queueRetry() {
      retry = Optional.empty();
      return this;
    }

    public Spec retentionMs(long value) {
      retention = OptionalLong.of(value);
      return this;
    }

    public NewJob build() {
      return new NewJob(
          new JobId(id),
          type,
          payload,
          priority,
          expected,
          timeout,
          notBefore,
          expires,
          retry,
          retention);
    }
  }
}
