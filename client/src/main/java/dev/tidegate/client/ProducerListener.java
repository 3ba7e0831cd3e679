package dev.tidegate.client;

import java.time.Duration;

/** Told of what a producer does without being asked. Called on its threads: must not block. */
public interface ProducerListener {
  /** Listens to nothing. */
  ProducerListener NONE = new ProducerListener() {};

  /**
   * A call is tried again.
   *
   * @param reason code, reason and message of the failure that made it needed
   * @param wait until the next try
   */
  default void retrying(String reason, Duration wait) {}
}
