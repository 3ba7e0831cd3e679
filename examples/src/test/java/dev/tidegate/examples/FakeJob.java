package dev.tidegate.examples;

import dev.tidegate.client.JobContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A delivery made by hand. */
public final class FakeJob implements JobContext {
  private final String body;
  private final Duration expected;
  private final Map<String, String> headers;

  /** What the handler said of its progress. */
  public final List<String> progress = new ArrayList<>();

  /** Whether the handler is to stop. */
  public boolean cancelled;

  public FakeJob(String body, Duration expected, Map<String, String> headers) {
    this.body = body;
    this.expected = expected;
    this.headers = headers;
  }

  public FakeJob(String body) {
    this(body, Duration.ZERO, Map.of());
  }

  @Override
  public String id() {
    return "job-1";
  }

  @Override
  public String queue() {
    return "q";
  }

  @Override
  public String type() {
    return "t";
  }

  @Override
  public byte[] body() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public String group() {
    return "";
  }

  @Override
  public Duration expectedDuration() {
    return expected;
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public int leaseLosses() {
    return 0;
  }

  @Override
  public Instant enqueuedAt() {
    return Instant.EPOCH;
  }

  @Override
  public long fence() {
    return 1;
  }

  @Override
  public String token() {
    return "token-1";
  }

  @Override
  public String traceparent() {
    return "";
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void progress(double percent, String message) {
    progress.add(percent + " " + message);
  }
}
