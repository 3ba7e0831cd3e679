package dev.tidegate.client;

import dev.tidegate.client.internal.Sources;
import java.time.Duration;

/** Settings of a {@link Producer}. Not thread-safe. */
public final class ProducerBuilder {
  private static final int TRIES_WITHIN_A_DEADLINE = 3;

  private final Endpoint endpoint;
  private Duration deadline = Duration.ofSeconds(30);
  private int maxTries = 20;
  private int maxInFlight = 256;
  private Backpressure backpressure = Backpressure.BLOCK;
  private ProducerListener listener = ProducerListener.NONE;

  ProducerBuilder(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * For one call with all its tries, from the moment it has room to its last word; also the longest
   * wait for room. Default 30 s. A single try gets a third of it, so that a connection that died
   * silently does not use it up.
   */
  public ProducerBuilder deadline(Duration deadline) {
    if (deadline.toMillis() < 1) {
      throw new IllegalArgumentException("deadline must be positive");
    }
    this.deadline = deadline;
    return this;
  }

  /** Tries of one call, at least 1; default 20. gRPC's own quick repeats are not counted. */
  public ProducerBuilder maxTries(int maxTries) {
    if (maxTries < 1) {
      throw new IllegalArgumentException("maxTries must be at least 1");
    }
    this.maxTries = maxTries;
    return this;
  }

  /** Calls under way at once, at least 1, default 256, and what happens beyond. */
  public ProducerBuilder maxInFlight(int calls, Backpressure backpressure) {
    if (calls < 1) {
      throw new IllegalArgumentException("maxInFlight must be at least 1");
    }
    this.maxInFlight = calls;
    this.backpressure = backpressure;
    return this;
  }

  public ProducerBuilder listener(ProducerListener listener) {
    this.listener = listener;
    return this;
  }

  /** A producer that connects with its first call. */
  public Producer build() {
    Duration tryTimeout = deadline.dividedBy(TRIES_WITHIN_A_DEADLINE);
    return new Producer(
        new ProducerOptions(
            endpoint,
            deadline,
            maxTries == 1 ? deadline : tryTimeout,
            maxTries,
            maxInFlight,
            backpressure,
            listener,
            Sources.system()));
  }
}
