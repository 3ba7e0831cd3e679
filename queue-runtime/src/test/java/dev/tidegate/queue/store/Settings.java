package dev.tidegate.queue.store;

import dev.tidegate.queue.model.RetryPolicy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Changes of settings, one field at a time. */
public final class Settings {
  private Optional<Boolean> pausedIn = Optional.empty();
  private Optional<Boolean> pausedOut = Optional.empty();
  private OptionalLong expected = OptionalLong.empty();
  private OptionalInt factor = OptionalInt.empty();
  private OptionalLong floor = OptionalLong.empty();
  private OptionalLong delivery = OptionalLong.empty();
  private OptionalInt deliveryLosses = OptionalInt.empty();
  private Optional<RetryPolicy> retry = Optional.empty();
  private OptionalLong maxLength = OptionalLong.empty();
  private OptionalLong maxBytes = OptionalLong.empty();
  private OptionalLong doneRetention = OptionalLong.empty();
  private OptionalLong deadRetention = OptionalLong.empty();
  private OptionalLong deadCount = OptionalLong.empty();

  public static Settings change() {
    return new Settings();
  }

  public Settings pausedIn(boolean value) {
    pausedIn = Optional.of(value);
    return this;
  }

  public Settings pausedOut(boolean value) {
    pausedOut = Optional.of(value);
    return this;
  }

  public Settings expectedMs(long value) {
    expected = OptionalLong.of(value);
    return this;
  }

  public Settings lease(int factorPermille, long floorMs) {
    factor = OptionalInt.of(factorPermille);
    floor = OptionalLong.of(floorMs);
    return this;
  }

  public Settings deliveryLeaseMs(long value) {
    delivery = OptionalLong.of(value);
    return this;
  }

  public Settings maxDeliveryLosses(int value) {
    deliveryLosses = OptionalInt.of(value);
    return this;
  }

  public Settings retry(RetryPolicy value) {
    retry = Optional.of(value);
    return this;
  }

  public Settings maxLength(long value) {
    maxLength = OptionalLong.of(value);
    return this;
  }

  public Settings maxBytes(long value) {
    maxBytes = OptionalLong.of(value);
    return this;
  }

  public Settings doneRetentionMs(long value) {
    doneRetention = OptionalLong.of(value);
    return this;
  }

  public Settings dead(long retentionMs, long maxCount) {
    deadRetention = OptionalLong.of(retentionMs);
    deadCount = OptionalLong.of(maxCount);
    return this;
  }

  public QueueSettings build() {
    return new QueueSettings(
        pausedIn,
        pausedOut,
        expected,
        factor,
        floor,
        delivery,
        deliveryLosses,
        retry,
        maxLength,
        maxBytes,
        doneRetention,
        deadRetention,
        deadCount);
  }
}
