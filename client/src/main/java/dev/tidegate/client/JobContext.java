package dev.tidegate.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One delivery of one job, as its handler sees it. */
public interface JobContext {
  String id();

  String queue();

  String type();

  /** The body as it was handed in; empty if there was none. A copy. */
  byte[] body();

  /** The body as UTF-8. */
  default String bodyText() {
    return new String(body(), StandardCharsets.UTF_8);
  }

  /** Media type of the body. */
  String contentType();

  Map<String, String> headers();

  /** The group whose jobs run one after the other; empty if none. */
  String group();

  /** How long the work is expected to take; zero if not known. */
  Duration expectedDuration();

  /** Failed attempts before this one + 1. */
  int attempt();

  /** Leases lost before this delivery. */
  int leaseLosses();

  /** When the runtime accepted the job. */
  Instant enqueuedAt();

  /**
   * Rises with every delivery, across failovers too: hand it to systems that the handler writes to,
   * so that they can refuse an older writer.
   */
  long fence();

  /** The proof of this delivery as one word, for logs. Different for every delivery. */
  String token();

  /** W3C trace context; empty if none. */
  String traceparent();

  /** When the attempt's hard limit ends it; empty without one. */
  Optional<Instant> deadline();

  /**
   * Whether the work is no longer wanted: lease lost, job cancelled, hard limit reached, or worker
   * stopping. The handler's thread is interrupted as well.
   */
  boolean isCancelled();

  /**
   * Says how far the work is. Cheap and never blocking: only the latest word is sent, a few times
   * per second at most.
   *
   * @param percent 0..100
   * @param message cut to 200 bytes
   */
  void progress(double percent, String message);
}
