package dev.tidegate.queue.store;

import dev.tidegate.queue.model.RetryPolicy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A queue's settings as stored; an empty field means the built-in default (on update: unchanged).
 *
 * @param leaseFactorPermille full lease = max(expected x factor / 1000, floor)
 * @param maxLength most jobs ready, scheduled and in flight together; 0 = no limit
 * @param maxBytes most payload bytes of those; 0 = no limit
 * @param deadRetentionMs dead jobs older than this are dropped
 * @param deadMaxCount beyond it the oldest dead jobs are dropped
 */
public record QueueSettings(
    Optional<Boolean> pausedIn,
    Optional<Boolean> pausedOut,
    OptionalLong defaultExpectedDurationMs,
    OptionalInt leaseFactorPermille,
    OptionalLong leaseFloorMs,
    OptionalLong deliveryLeaseMs,
    OptionalInt maxDeliveryLosses,
    Optional<RetryPolicy> defaultRetryPolicy,
    OptionalLong maxLength,
    OptionalLong maxBytes,
    OptionalLong doneRetentionMs,
    OptionalLong deadRetentionMs,
    OptionalLong deadMaxCount) {

  /** All defaults. */
  public static final QueueSettings DEFAULTS =
      new QueueSettings(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
}
