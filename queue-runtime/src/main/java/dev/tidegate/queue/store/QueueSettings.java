package dev.tidegate.queue.store;

import dev.tidegate.queue.model.RetryPolicy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A queue's settings as stored; an empty field means the built-in default (on update: unchanged).
 *
 * @param leaseFactorPermille full lease = max(expected x factor / 1000, floor)
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
    OptionalLong doneRetentionMs) {

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
          OptionalLong.empty());
}
