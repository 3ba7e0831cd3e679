package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.QueueStats;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Statistics and settings of a queue, model to contract and back. */
final class AdminMapping {
  private AdminMapping() {}

  static dev.tidegate.proto.queue.v1.QueueStats stats(QueueStats stats) {
    var out =
        dev.tidegate.proto.queue.v1.QueueStats.newBuilder()
            .setQueue(stats.queue().value())
            .setObservedAtMs(stats.observedAtMs())
            .setReady(stats.ready())
            .setScheduled(stats.scheduled())
            .setDelivered(stats.delivered())
            .setRunning(stats.running())
            .setDead(stats.dead())
            .setReadyWorkMs(stats.readyWorkMs())
            .setScheduledWorkMs(stats.scheduledWorkMs())
            .setInFlightWorkMs(stats.inFlightWorkMs())
            .setRunnableWorkMs(stats.runnableWorkMs())
            .setEnqueuedTotal(stats.enqueuedTotal())
            .setCompletedTotal(stats.completedTotal())
            .setFailedTotal(stats.failedTotal())
            .setDeadTotal(stats.deadTotal())
            .setLeaseLossesTotal(stats.leaseLossesTotal())
            .setDeliveredTotal(stats.deliveredTotal())
            .setEnqueuedWorkMsTotal(stats.enqueuedWorkMsTotal())
            .setCompletedRunMsTotal(stats.completedRunMsTotal())
            .setCompletedWorkMsTotal(stats.completedWorkMsTotal())
            .setPausedIn(stats.pausedIn())
            .setPausedOut(stats.pausedOut())
            .setBytes(stats.bytes());
    stats.oldestReadyAgeMs().ifPresent(out::setOldestReadyAgeMs);
    stats.reaperLagMs().ifPresent(out::setReaperLagMs);
    stats.graceUntilMs().ifPresent(out::setGraceUntilMs);
    return out.build();
  }

  static QueueConfig config(String queue, QueueSettings settings) {
    QueueConfig.Builder out = QueueConfig.newBuilder().setQueue(queue);
    settings.pausedIn().ifPresent(out::setPausedIn);
    settings.pausedOut().ifPresent(out::setPausedOut);
    settings.defaultExpectedDurationMs().ifPresent(out::setDefaultExpectedDurationMs);
    settings.leaseFactorPermille().ifPresent(permille -> out.setLeaseFactor(permille / 1000.0));
    settings.leaseFloorMs().ifPresent(out::setLeaseFloorMs);
    settings.deliveryLeaseMs().ifPresent(out::setDeliveryLeaseMs);
    settings.maxDeliveryLosses().ifPresent(out::setMaxDeliveryLosses);
    settings
        .defaultRetryPolicy()
        .ifPresent(policy -> out.setDefaultRetryPolicy(JobMapping.retryPolicy(policy)));
    settings.maxLength().ifPresent(out::setMaxLength);
    settings.maxBytes().ifPresent(out::setMaxBytes);
    settings.doneRetentionMs().ifPresent(out::setDoneRetentionMs);
    settings.deadRetentionMs().ifPresent(out::setDeadRetentionMs);
    settings.deadMaxCount().ifPresent(out::setDeadMaxCount);
    return out.build();
  }

  /**
   * @throws Refused naming the field that is out of range or not served yet
   */
  static QueueSettings settings(QueueConfig config) {
    checkServed(config);
    return new QueueSettings(
        config.hasPausedIn() ? Optional.of(config.getPausedIn()) : Optional.empty(),
        config.hasPausedOut() ? Optional.of(config.getPausedOut()) : Optional.empty(),
        Check.optional(
            config.hasDefaultExpectedDurationMs(),
            config.getDefaultExpectedDurationMs(),
            1,
            Check.WEEK_MS,
            "default_expected_duration_ms"),
        factorPermille(config),
        Check.optional(
            config.hasLeaseFloorMs(),
            config.getLeaseFloorMs(),
            100,
            Check.DAY_MS,
            "lease_floor_ms"),
        Check.optional(
            config.hasDeliveryLeaseMs(),
            config.getDeliveryLeaseMs(),
            2_000,
            5_000,
            "delivery_lease_ms"),
        optionalInt(
            config.hasMaxDeliveryLosses(),
            config.getMaxDeliveryLosses(),
            1_000,
            "max_delivery_losses"),
        config.hasDefaultRetryPolicy()
            ? Optional.of(
                JobMapping.retryPolicy(config.getDefaultRetryPolicy(), "default_retry_policy"))
            : Optional.empty(),
        Check.optional(
            config.hasMaxLength(), config.getMaxLength(), 0, Long.MAX_VALUE, "max_length"),
        Check.optional(config.hasMaxBytes(), config.getMaxBytes(), 0, Long.MAX_VALUE, "max_bytes"),
        Check.optional(
            config.hasDoneRetentionMs(),
            config.getDoneRetentionMs(),
            0,
            366 * Check.DAY_MS,
            "done_retention_ms"),
        Check.optional(
            config.hasDeadRetentionMs(),
            config.getDeadRetentionMs(),
            0,
            3_660 * Check.DAY_MS,
            "dead_retention_ms"),
        Check.optional(
            config.hasDeadMaxCount(), config.getDeadMaxCount(), 0, 100_000_000, "dead_max_count"));
  }

  private static OptionalInt factorPermille(QueueConfig config) {
    if (!config.hasLeaseFactor()) {
      return OptionalInt.empty();
    }
    double factor = config.getLeaseFactor();
    Check.that(factor >= 1.0 && factor <= 100.0, "lease_factor", "must be 1..100");
    return OptionalInt.of((int) Math.round(factor * 1000));
  }

  private static OptionalInt optionalInt(boolean present, int value, int most, String field) {
    OptionalLong checked = Check.optional(present, value, 1, most, field);
    return checked.isPresent() ? OptionalInt.of((int) checked.getAsLong()) : OptionalInt.empty();
  }

  private static void checkServed(QueueConfig config) {
    Check.notServed(config.hasMaxBodyBytes(), "max_body_bytes");
    Check.notServed(config.hasMaxConcurrency(), "max_concurrency");
    Check.notServed(config.hasRatePerSecond(), "rate_per_second");
    Check.notServed(config.hasRateBurst(), "rate_burst");
    Check.notServed(config.hasIdempotencyWindowMs(), "idempotency_window_ms");
    Check.notServed(config.hasMinimumDurability(), "minimum_durability");
    Check.notServed(config.getPriorityWeightsCount() > 0, "priority_weights");
  }
}
